import type { AudioSummary } from '@studiohand/core/engine';
import { useId, useState } from 'react';
import { ListControl } from './ListControl.tsx';
import { NumberControl } from './NumberControl.tsx';
import { optionText } from './optionText.ts';
import { type Field, problemOf } from './parameters.ts';

/** A control's field, value, and what to do with a new value (undefined: leave it out). */
export interface ControlProps<F extends Field = Field> {
  readonly field: F;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  /** What the parameters are about, for words like "Same as source (48 kHz)". */
  readonly audio?: AudioSummary | undefined;
  readonly id: string;
}

/** One parameter with name, control, help and problem. */
export function FieldControl(props: Omit<ControlProps, 'id'>): React.JSX.Element {
  const { field, value } = props;
  const id = useId();
  const problem = problemOf(field, value);
  const grouped = field.kind === 'choices' || field.kind === 'list';
  const help = field.description !== '' && field.description !== field.title ? field.description : '';
  return (
    <div className="parameter" data-changed={field.usual !== undefined && !same(value, field.usual) ? true : undefined}>
      <div className="parameter-line">
        {grouped ? (
          <span id={id} className="parameter-name">
            {field.title}
          </span>
        ) : (
          <label htmlFor={id} className="parameter-name" title={help}>
            {field.title}
          </label>
        )}
        <Control {...props} id={id} />
      </div>
      {help !== '' && <p className="soft small">{help}</p>}
      {problem !== null && <p className="small is-problem">{problem}</p>}
    </div>
  );
}

function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function Control(props: ControlProps): React.JSX.Element {
  const { field, id, audio } = props;
  const value = props.value === null && field.nullable ? undefined : props.value;
  const onChange = (next: unknown): void => props.onChange(next === undefined && field.nullable ? null : next);
  switch (field.kind) {
    case 'number':
      return <NumberControl field={field} value={value} onChange={onChange} id={id} audio={audio} />;
    case 'switch':
      return (
        <input
          id={id}
          type="checkbox"
          role="switch"
          className="switch"
          checked={value === true}
          aria-checked={value === true}
          onChange={(event) => onChange(event.target.checked)}
        />
      );
    case 'choice':
      return (
        <select
          id={id}
          className="field"
          value={value === undefined ? '' : JSON.stringify(value)}
          onChange={(event) => onChange(event.target.value === '' ? undefined : JSON.parse(event.target.value))}
        >
          {(value === undefined || (field.usual === undefined && !field.required)) && <option value="">not set</option>}
          {field.options.map((option) => (
            <option key={String(option)} value={JSON.stringify(option)}>
              {optionText(option, field.key, audio)}
            </option>
          ))}
        </select>
      );
    case 'choices': {
      const chosen = Array.isArray(value) ? (value as readonly string[]) : [];
      return (
        <fieldset className="choices" aria-labelledby={id}>
          {field.options.map((option) => (
            <label key={option} className="row">
              <input
                type="checkbox"
                checked={chosen.includes(option)}
                disabled={chosen.includes(option) && chosen.length <= field.minItems}
                onChange={(event) =>
                  onChange(
                    field.options.filter((one) => (one === option ? event.target.checked : chosen.includes(one))),
                  )
                }
              />
              {optionText(option, field.key, audio)}
            </label>
          ))}
        </fieldset>
      );
    }
    case 'list':
      return <ListControl field={field} value={value} onChange={onChange} id={id} audio={audio} Each={FieldControl} />;
    case 'text':
      return (
        <TextControl
          id={id}
          text={typeof value === 'string' ? value : ''}
          onText={(text) => onChange(text === '' && field.usual === undefined ? undefined : text)}
        />
      );
    case 'json':
      return (
        <TextControl
          id={id}
          text={value === undefined ? '' : JSON.stringify(value)}
          onText={(text) => {
            try {
              onChange(text.trim() === '' ? undefined : JSON.parse(text));
              return true;
            } catch {
              return false;
            }
          }}
        />
      );
  }
}

interface TextProps {
  readonly id: string;
  readonly text: string;
  /** False when the text cannot be used. */
  // biome-ignore lint/suspicious/noConfusingVoidType: most callers have nothing to say
  readonly onText: (text: string) => boolean | void;
}

function TextControl({ id, text, onText }: TextProps): React.JSX.Element {
  const [draft, setDraft] = useState<string | null>(null);
  const [invalid, setInvalid] = useState(false);
  const commit = (): void => {
    if (draft === null || draft === text) return;
    const bad = onText(draft) === false;
    setInvalid(bad);
    if (!bad) setDraft(null);
  };
  return (
    <input
      id={id}
      className="field grow"
      value={draft ?? text}
      aria-invalid={invalid}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
    />
  );
}
