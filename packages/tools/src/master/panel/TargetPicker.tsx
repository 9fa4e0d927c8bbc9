import { useId } from 'react';
import { Choice, dbText, type PanelProps } from '../../panelKit/index.ts';
import { type Intent, levelsOf, type MasterTarget, TARGETS, targetOf } from '../targets.ts';

const BASIS: Readonly<Record<MasterTarget['basis'], string>> = {
  'official page': 'its own page',
  standard: 'the standard',
  'pages of others': 'pages of others',
  practice: 'common practice, nobody’s rule',
};

const INTENTS: readonly { readonly id: Intent; readonly title: string; readonly hint: string }[] = [
  { id: 'faithful', title: 'Faithful', hint: 'Keeps the mix: level, faults that were measured, and no more' },
  { id: 'balanced', title: 'Balanced', hint: 'Evens the mix out where it is far from even' },
  { id: 'forward', title: 'Forward', hint: 'Makes it dense and loud' },
];

const lufs = (value: number): string => dbText(value, 'LUFS', false, Number.isInteger(value) ? 0 : 1);
const dbtp = (value: number): string => dbText(value, 'dBTP', false, Number.isInteger(value) ? 0 : 1);
/** Minus signs, and figures that stay with their units. */
const typeset = (words: string): string =>
  words.replace(/-(?=\d)/g, '−').replace(/(\d) (?=LUFS|LKFS|LU|dBTP|dB|kHz|bit|Hz)/g, '$1\u00a0');
const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** What the master is for, with the rule it goes by and the day that was read, and how far it may go. */
export function TargetPicker({ params, setParams, busy }: PanelProps): React.JSX.Element {
  const id = useId();
  const target = targetOf(String(params['for']));
  const intent = INTENTS.find((one) => one.id === params['intent'])?.id ?? 'faithful';
  const own = { loudnessLufs: numberOf(params['loudnessLufs']), ceilingDbtp: numberOf(params['ceilingDbtp']) };
  const levels = levelsOf(target, intent, own);
  const set = own.loudnessLufs !== undefined || own.ceilingDbtp !== undefined;
  return (
    <fieldset className="stack" disabled={busy !== null} aria-label="Target">
      <div className="stack">
        <label htmlFor={id}>The master is for</label>
        <select
          id={id}
          className="field"
          value={target.id}
          onChange={(event) => setParams(`For ${targetOf(event.target.value).title}`, { for: event.target.value })}
        >
          {TARGETS.map((one) => {
            const { loudnessLufs, ceilingDbtp } = levelsOf(one, intent, {});
            return (
              <option key={one.id} value={one.id}>
                {one.title}: {lufs(loudnessLufs)}, {dbtp(ceilingDbtp)}
              </option>
            );
          })}
        </select>
      </div>
      <Choice
        label="How far it may go"
        options={INTENTS.map(({ id: one, title, hint }) => {
          const goal = target.loudnessLufs[one];
          return { id: one, title: `${title} ${String(goal).replace('-', '−')}`, hint: `${hint}: ${lufs(goal)}` };
        })}
        value={intent}
        onChange={(next) => setParams(`Intent: ${next}`, { intent: next })}
      />
      <p className="small">
        <strong>
          {lufs(levels.loudnessLufs)} under {dbtp(levels.ceilingDbtp)}
        </strong>
        {set && ', your own'}. {typeset(target.note)}
      </p>
      <p className="small soft">
        From{' '}
        {target.source.startsWith('http') ? (
          <a href={target.source} target="_blank" rel="noreferrer">
            {BASIS[target.basis]}
          </a>
        ) : (
          BASIS[target.basis]
        )}
        , {target.basis === 'practice' ? 'chosen' : 'read'} on {target.date}.
      </p>
      {set && (
        <button
          type="button"
          className="button quiet small"
          onClick={() => setParams(`Levels of ${target.title}`, { loudnessLufs: undefined, ceilingDbtp: undefined })}
        >
          Take the levels of {target.title} again
        </button>
      )}
    </fieldset>
  );
}
