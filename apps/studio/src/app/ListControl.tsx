import type { ComponentType } from 'react';
import type { ControlProps } from './FieldControl.tsx';
import { Icon, IconButton } from './Icon.tsx';
import { type Field, newEntry } from './parameters.ts';

type ListField = Extract<Field, { kind: 'list' }>;
type Entry = Readonly<Record<string, unknown>>;

interface ListControlProps extends ControlProps<ListField> {
  /** The control of one field. */
  readonly Each: ComponentType<Omit<ControlProps, 'id'>>;
}

/** Groups of values one under the other, each with the same controls: bands, placements, regions. */
export function ListControl({ field, value, onChange, id, audio, Each }: ListControlProps): React.JSX.Element {
  const entries = Array.isArray(value) ? (value as readonly Entry[]) : [];
  const change = (index: number, key: string, to: unknown): void =>
    onChange(
      entries.map((entry, i) => {
        if (i !== index) return entry;
        const { [key]: _, ...rest } = entry;
        return to === undefined ? rest : { ...rest, [key]: to };
      }),
    );
  return (
    <div className="list-control stack">
      <ol aria-labelledby={id} className="stack">
        {entries.map((entry, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries have no name but their place
          <li key={index}>
            <details className="list-entry">
              <summary>
                <span className="small">
                  {index + 1}. {entryText(field, entry)}
                </span>
              </summary>
              {field.fields.map((one) => (
                <Each
                  key={one.key}
                  field={one}
                  value={entry[one.key]}
                  audio={audio}
                  onChange={(to) => change(index, one.key, to)}
                />
              ))}
              <IconButton
                name="trash"
                label={`Remove entry ${index + 1} of ${field.title}`}
                onClick={() => onChange(entries.filter((_, i) => i !== index))}
              />
            </details>
          </li>
        ))}
      </ol>
      <button
        type="button"
        className="button"
        disabled={entries.length >= field.maxItems}
        onClick={() => onChange([...entries, newEntry(field.fields)])}
      >
        <Icon name="plus" />
        Add to {field.title.toLowerCase()}
      </button>
    </div>
  );
}

/** The first values of an entry, to tell it from the others while it is folded. */
function entryText({ fields }: ListField, entry: Entry): string {
  const shown = fields.filter(({ key, kind }) => kind !== 'json' && entry[key] !== undefined && entry[key] !== null);
  return shown
    .slice(0, 3)
    .map(({ key, title }) => `${title} ${String(entry[key])}`)
    .join(', ');
}
