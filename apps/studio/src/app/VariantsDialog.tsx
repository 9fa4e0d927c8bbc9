import { useId, useState } from 'react';
import { useDesk, useDeskState } from './context.ts';
import { DialogFrame } from './DialogFrame.tsx';
import { plain } from './format.ts';
import { type Field, fieldsOf, problemOf } from './parameters.ts';
import { settingAt } from './plans.ts';
import { analyseAndRender, renderPlan, scaledPlan } from './renders.ts';

type NumberField = Extract<Field, { kind: 'number' }>;

const STRENGTH = '*strength';
const MOST_VARIANTS = 12;

/** Several settings of one tool, rendered in the background, to be compared as takes. */
export function VariantsDialog(): React.JSX.Element {
  const desk = useDesk();
  const sourceId = useDeskState((s) => s.sourceId) as string;
  const toolId = useDeskState((s) => s.toolId) as string;
  const tool = useDeskState((s) => s.tools.find(({ id }) => id === s.toolId));
  const place = { sourceId, toolId };
  const setting = settingAt(desk, place);
  const fields = tool
    ? fieldsOf(tool.parameters).filter((f): f is NumberField => f.kind === 'number' && !f.advanced)
    : [];
  const choices = [...fields.map(({ key }) => key), ...(setting.plan ? [STRENGTH] : [])];
  const [key, setKey] = useState(choices[0] ?? '');
  const field = fields.find((one) => one.key === key);
  const [text, setText] = useState<string | null>(null);
  const ids = useId();
  const suggested = key === STRENGTH ? '50, 75, 100' : suggestion(field, setting.params[key]);
  const values = (text ?? suggested)
    .split(/[;,\s]+/)
    .filter((part) => part !== '')
    .map((part) => Number(part.replace('\u2212', '-')));
  const problem =
    values.length === 0 || values.length > MOST_VARIANTS
      ? `Between 1 and ${MOST_VARIANTS} values.`
      : (values.map((value) => valueProblem(field, value)).find((one) => one !== null) ?? null);
  const start = (): void => {
    for (const value of values) {
      if (key === STRENGTH && setting.plan) {
        void renderPlan(desk, place, setting, scaledPlan(setting.plan, value / 100));
      } else void analyseAndRender(desk, place, { ...setting, params: { ...setting.params, [key]: value } });
    }
    desk.notify('ok', `${values.length} variants are in the queue; they appear as takes.`);
    desk.store.set({ dialog: null });
  };
  return (
    <DialogFrame title="Try several settings">
      <div className="form">
        <div className="parameter">
          <div className="parameter-line">
            <label className="parameter-name" htmlFor={`${ids}k`}>
              Vary
            </label>
            <select
              id={`${ids}k`}
              className="field grow"
              value={key}
              onChange={(event) => {
                setKey(event.target.value);
                setText(null);
              }}
            >
              {fields.map(({ key: one, title }) => (
                <option key={one} value={one}>
                  {title}
                </option>
              ))}
              {setting.plan && <option value={STRENGTH}>Amount of every move</option>}
            </select>
          </div>
        </div>
        <div className="parameter">
          <div className="parameter-line">
            <label className="parameter-name" htmlFor={`${ids}v`}>
              Values
            </label>
            <input
              id={`${ids}v`}
              className="field grow"
              value={text ?? suggested}
              aria-invalid={problem !== null}
              onChange={(event) => setText(event.target.value)}
            />
            <span className="soft small unit">{key === STRENGTH ? '%' : (field?.unit ?? '')}</span>
          </div>
          {problem !== null && choices.length > 0 && <p className="small is-problem">{problem}</p>}
          {choices.length === 0 && <p className="small soft">This tool has no figure to vary. Propose a plan first.</p>}
        </div>
      </div>
      <p className="soft small">
        They render one after the other behind everything else. Then step through the takes with the bracket keys and
        accept the one that wins.
      </p>
      <div className="row dialog-actions">
        <button type="button" className="button" onClick={() => desk.store.set({ dialog: null })}>
          Cancel
        </button>
        <button type="button" className="button main" disabled={problem !== null || key === ''} onClick={start}>
          Render {values.length} {values.length === 1 ? 'variant' : 'variants'}
        </button>
      </div>
    </DialogFrame>
  );
}

function valueProblem(field: NumberField | undefined, value: number): string | null {
  if (field !== undefined) return problemOf(field, value);
  return value >= 0 && value <= 100 ? null : 'Percent, 0 to 100.';
}

function suggestion(field: NumberField | undefined, now: unknown): string {
  if (field === undefined) return '';
  const middle = typeof now === 'number' ? now : typeof field.usual === 'number' ? field.usual : (field.min ?? 0);
  const range = field.min === null || field.max === null ? 20 : field.max - field.min;
  const by = Math.max(field.step, Number((range / 20).toPrecision(1)));
  const inside = (value: number): boolean => problemOf(field, value) === null;
  const values = [middle - by, middle, middle + by].map((value) => Number(plain(value, 4).replace('\u2212', '-')));
  return values.filter(inside).join(', ');
}
