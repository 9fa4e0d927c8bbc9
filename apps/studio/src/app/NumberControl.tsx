import { useEffect, useRef, useState } from 'react';
import type { ControlProps } from './FieldControl.tsx';
import { optionText } from './optionText.ts';
import { type Field, fromSlider, hasSlider, problemOf, toSlider } from './parameters.ts';

type NumberField = Extract<Field, { kind: 'number' }>;

const SETTLE_MS = 400;

/**
 * A figure with unit, a slider where one helps, and a list where words may stand in for it. While the slider moves
 * only the figure follows; the change counts once it rests.
 */
export function NumberControl({ field, value, onChange, id, audio }: ControlProps<NumberField>): React.JSX.Element {
  const [draft, setDraft] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new value from outside ends the draft
  useEffect(() => setDraft(null), [value]);
  const isWord = typeof value === 'string';
  const shown = draft ?? (typeof value === 'number' ? String(value) : '');
  const parsed = shown.trim() === '' ? undefined : Number(shown.replace(',', '.').replace('\u2212', '-'));
  const optional = field.nullable || (field.usual === undefined && !field.required);
  const invalid = draft !== null && problemOf(field, parsed) !== null;

  const commit = (text: string | null): void => {
    clearTimeout(timer.current);
    if (text === null) return;
    const next = text.trim() === '' ? undefined : Number(text.replace(',', '.').replace('\u2212', '-'));
    if (next === undefined ? !optional : problemOf(field, next) !== null) return;
    if (next === value) setDraft(null);
    else onChange(next);
  };
  const slide = (place: number): void => {
    const text = String(fromSlider(field, place));
    setDraft(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => commit(text), SETTLE_MS);
  };
  const nudge = (steps: number): void => {
    const from = parsed ?? (typeof field.usual === 'number' ? field.usual : (field.min ?? 0));
    const next = Number((from + steps * field.step).toFixed(9));
    const held = Math.min(field.max ?? next, Math.max(field.min ?? next, next));
    const text = String(held);
    setDraft(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => commit(text), SETTLE_MS);
  };

  return (
    <div className="number">
      {field.words.length > 0 && (
        <select
          className="field"
          {...(isWord ? { id } : { 'aria-label': `${field.title}: as a word or a figure` })}
          value={isWord ? value : '#'}
          onChange={(event) => onChange(event.target.value === '#' ? startFigure(field) : event.target.value)}
        >
          {field.words.map((word) => (
            <option key={word} value={word}>
              {optionText(word, field.key, audio)}
            </option>
          ))}
          <option value="#">Figure …</option>
        </select>
      )}
      {hasSlider(field) && !isWord && !(optional && shown === '') && (
        <input
          type="range"
          className="grow"
          aria-label={`${field.title}, slider`}
          aria-valuetext={`${shown || 'not set'} ${field.unit}`}
          min={0}
          max={1}
          step={field.log ? 0.001 : field.step / ((field.max as number) - (field.min as number))}
          value={toSlider(field, Number.isFinite(parsed) ? (parsed as number) : (field.min as number))}
          onChange={(event) => slide(Number(event.target.value))}
          onPointerUp={() => commit(draft)}
        />
      )}
      {!isWord && (
        <input
          id={id}
          className="field figure"
          inputMode="decimal"
          autoComplete="off"
          placeholder={optional ? 'not set' : ''}
          aria-invalid={invalid}
          value={shown}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={() => commit(draft)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit(draft);
            if (event.key === 'Escape') setDraft(null);
            if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
              event.preventDefault();
              nudge((event.key === 'ArrowUp' ? 1 : -1) * (event.shiftKey ? 10 : 1));
            }
          }}
        />
      )}
      {!isWord && field.unit !== '' && <span className="soft small unit">{field.unit}</span>}
    </div>
  );
}

const USUAL_RATES: Readonly<Record<string, number>> = { Hz: 48_000 };

function startFigure(field: NumberField): number {
  const usual = USUAL_RATES[field.unit] ?? field.min ?? 0;
  return Math.min(field.max ?? usual, Math.max(field.min ?? usual, usual));
}
