import { useId } from 'react';
import { Choice, dbText, SliderRow } from '../../panelKit/index.ts';
import { HEADPHONE_MODES, type Placement } from '../placement.ts';
import { bedChoices, placesOf, rolesOf, type StageRow, whereText } from './stageEdit.ts';

interface StemRowProps {
  readonly row: StageRow;
  readonly open: boolean;
  readonly disabled: boolean;
  readonly onOpen: () => void;
  readonly onDraft: (change: Partial<Placement>) => void;
  readonly onChange: (label: string, change: Partial<Placement>) => void;
  readonly onRemove: (() => void) | null;
}

const percent = (value: number): string => `${Math.round(value * 100)} %`;

function summary(row: StageRow): string {
  const { to, x, y, z, lfeSendDb, gainDb } = row.placement;
  const roles = rolesOf(row).join(' ');
  const place = { bed: `bed ${roles}`, object: `${whereText(x, y)}, height ${percent(z)}`, out: 'left out' }[to];
  const level = gainDb === 0 ? '' : `, ${dbText(gainDb, 'dB', true)}`;
  return `${place}${level}${lfeSendDb === null ? '' : `, LFE ${dbText(lfeSendDb, 'dB', true)}`}`;
}

/** One placement of a stem: where it goes in words, and on demand everything that can be set. */
export function StemRow(props: StemRowProps): React.JSX.Element {
  const { row, open, disabled, onOpen } = props;
  const id = useId();
  return (
    <li className="stack">
      <button type="button" className="button quiet" aria-expanded={open} aria-controls={id} onClick={onOpen}>
        <span className="badge">{row.mark}</span>
        <span className="clip grow" style={{ flex: '1 0 35%', textAlign: 'left' }}>
          {row.source.name}
        </span>
        <span className="small soft clip">{summary(row)}</span>
      </button>
      <fieldset
        id={id}
        className="stack"
        hidden={!open}
        disabled={disabled}
        aria-label={`Placement of ${row.source.name}`}
      >
        {open && <StemControls {...props} />}
      </fieldset>
    </li>
  );
}

function StemControls({ row, disabled, onDraft, onChange, onRemove }: StemRowProps): React.JSX.Element {
  const { placement, source } = row;
  const { to, bed, x, y, z, width, gainDb, lfeSendDb, headphones } = placement;
  const channels = source.layout.length;
  const choices = bedChoices(channels);
  const name = source.name;
  const slider = (
    label: string,
    key: 'x' | 'y' | 'z' | 'width' | 'gainDb' | 'lfeSendDb',
    value: number,
    [min, max, step]: readonly [number, number, number],
    text: (value: number) => string,
  ): React.JSX.Element => (
    <SliderRow
      label={label}
      value={value}
      min={min}
      max={max}
      step={step}
      unit=""
      text={text}
      disabled={disabled}
      onMove={(next) => onDraft({ [key]: next })}
      onRest={(next) => onChange(`${name}: ${label.toLowerCase()} ${text(next)}`, { [key]: next })}
    />
  );
  const decibels = (value: number): string => dbText(value, 'dB', true);
  return (
    <>
      <Choice
        label={`Where ${name} goes`}
        options={[
          { id: 'bed', title: 'Bed' },
          ...(channels <= 2 ? [{ id: 'object' as const, title: channels === 2 ? 'Two objects' : 'Object' }] : []),
          { id: 'out', title: 'Left out' },
        ]}
        value={to}
        onChange={(next) => onChange(`${name}: ${next === 'out' ? 'left out' : `to ${next}`}`, { to: next })}
      />
      {to === 'bed' && choices.length > 0 && (
        <Choice
          label={`Loudspeakers for ${name}`}
          options={choices.map(({ title }) => ({ id: title, title }))}
          value={choices.find((choice) => choice.bed.join() === rolesOf(row).join())?.title ?? bed.join(' ')}
          onChange={(title) => {
            const choice = choices.find((one) => one.title === title);
            if (choice) onChange(`${name}: ${title}`, { bed: [...choice.bed] });
          }}
        />
      )}
      {to === 'object' && (
        <>
          {slider('Left to right', 'x', x, [-1, 1, 0.01], (v) => whereText(v, 0).split(',')[0] ?? '')}
          {slider('Back to front', 'y', y, [-1, 1, 0.01], (v) => whereText(0, v).split(', ')[1] ?? '')}
          {slider('Height', 'z', z, [0, 1, 0.01], percent)}
          {placesOf(row).length === 2 && slider('Width', 'width', width, [0, 2, 0.01], (v) => percent(v / 2))}
        </>
      )}
      {to !== 'out' && (
        <>
          {slider('Level', 'gainDb', gainDb, [-24, 12, 0.1], decibels)}
          <label className="row">
            <input
              type="checkbox"
              className="switch"
              checked={lfeSendDb !== null}
              disabled={disabled}
              onChange={(event) =>
                onChange(`${name}: LFE send ${event.target.checked ? 'on' : 'off'}`, {
                  lfeSendDb: event.target.checked ? -6 : null,
                })
              }
            />
            Send to the LFE, below 120 Hz
          </label>
          {lfeSendDb !== null && slider('LFE send', 'lfeSendDb', lfeSendDb, [-30, 10, 0.1], decibels)}
          {to === 'object' && (
            <Choice
              label={`Headphone distance of ${name}`}
              options={HEADPHONE_MODES.map((mode) => ({ id: mode, title: `Headphones ${mode}` }))}
              value={headphones}
              onChange={(mode) => onChange(`${name}: headphones ${mode}`, { headphones: mode })}
            />
          )}
        </>
      )}
      {onRemove && (
        <button type="button" className="button quiet small" onClick={onRemove}>
          By its own channels again
        </button>
      )}
    </>
  );
}
