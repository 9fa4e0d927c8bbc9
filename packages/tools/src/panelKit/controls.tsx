import { useEffect, useId, useRef, useState } from 'react';

const REST_MS = 500;

export interface SliderRowProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly unit: string;
  /** Words for the figure; the number with its unit by default. */
  readonly text?: (value: number) => string;
  /** Called while it moves, for a preview. */
  readonly onMove?: (value: number) => void;
  /** Called once it rests: change the plan here. */
  readonly onRest: (value: number) => void;
  readonly disabled?: boolean;
}

/** A name, a slider and its figure: the accessible twin of a handle on a chart. */
export function SliderRow(props: SliderRowProps): React.JSX.Element {
  const { label, value, min, max, step, unit, text, onMove, onRest, disabled } = props;
  const id = useId();
  const [draft, setDraft] = useState<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(onRest);
  latest.current = onRest;
  useEffect(() => () => clearTimeout(timer.current), []);
  const shown = draft ?? value;
  const words = text ? text(shown) : `${Number(shown.toFixed(3))} ${unit}`.replace('-', '\u2212');
  const rest = (): void => {
    clearTimeout(timer.current);
    if (draft !== null && draft !== value) latest.current(draft);
    setDraft(null);
  };
  return (
    <div className="slider-row">
      <label htmlFor={id} className="clip" title={label}>
        {label}
      </label>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={step}
        value={shown}
        disabled={disabled}
        aria-valuetext={words}
        onChange={(event) => {
          const next = Number(event.target.value);
          setDraft(next);
          onMove?.(next);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => {
            setDraft(null);
            latest.current(next);
          }, REST_MS);
        }}
        onPointerUp={rest}
        onBlur={rest}
      />
      <span className="figures small">{words}</span>
    </div>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly options: readonly { readonly id: T; readonly title: string; readonly hint?: string }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  /** In columns, for more than fit in a row. */
  readonly columns?: boolean;
}

/** A few exclusive choices side by side. */
export function Choice<T extends string>({
  label,
  options,
  value,
  onChange,
  columns,
}: ChoiceProps<T>): React.JSX.Element {
  return (
    <fieldset className={columns ? 'choice columns' : 'row wrap choice'} aria-label={label}>
      {options.map(({ id, title, hint }) => (
        <button
          key={id}
          type="button"
          className="button quiet small"
          aria-pressed={id === value}
          title={hint}
          onClick={() => onChange(id)}
        >
          {title}
        </button>
      ))}
    </fieldset>
  );
}

/** What a curve is: a line in its colour and style, and words. */
export interface LegendEntry {
  readonly text: string;
  readonly color: string;
  readonly dashed?: boolean;
}

/** Names of the curves of a chart; style tells them apart where colour does not. */
export function Legend({ entries }: { readonly entries: readonly LegendEntry[] }): React.JSX.Element {
  return (
    <ul className="row wrap legend small" aria-label="Curves">
      {entries.map(({ text, color, dashed }) => (
        <li key={text} className="row">
          <span className={dashed ? 'legend-line dashed' : 'legend-line'} style={{ color }} aria-hidden="true" />
          {text}
        </li>
      ))}
    </ul>
  );
}
