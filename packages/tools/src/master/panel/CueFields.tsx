import { useId, useState } from 'react';
import type { PanelProps } from '../../panelKit/index.ts';

/** What a cue sheet can hold, by parameter. */
export const CUE_FIELDS = ['title', 'performer', 'album', 'isrc', 'upc'] as const;

const LABELS: Readonly<Record<(typeof CUE_FIELDS)[number], string>> = {
  title: 'Title',
  performer: 'Performer',
  album: 'Album',
  isrc: 'ISRC',
  upc: 'UPC or EAN',
};

/** What is wrong with a text by the schema of the tool; null when nothing is. */
function problemOf(tool: PanelProps['tool'], key: string, text: string): string | null {
  const properties = (tool.parameters as { readonly properties?: Readonly<Record<string, unknown>> } | null)
    ?.properties;
  const { pattern, maxLength, description } = (properties?.[key] ?? {}) as {
    readonly pattern?: string;
    readonly maxLength?: number;
    readonly description?: string;
  };
  if (text === '') return null;
  if (maxLength !== undefined && text.length > maxLength) return `At most ${maxLength} characters.`;
  const example = key === 'isrc' ? 'such as DE-A12-26-00001' : '12 or 13 digits';
  return pattern === undefined || new RegExp(pattern).test(text) ? null : `${description ?? 'Not valid'}: ${example}.`;
}

function CueField({ name, ...props }: PanelProps & { readonly name: (typeof CUE_FIELDS)[number] }): React.JSX.Element {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const kept = props.params[name];
  const text = draft ?? (typeof kept === 'string' ? kept : '');
  const problem = problemOf(props.tool, name, text.trim());
  const commit = (): void => {
    if (draft === null || problem !== null) return;
    setDraft(null);
    const wanted = draft.trim() === '' ? undefined : draft.trim();
    if (wanted !== kept) props.setParams(`${LABELS[name]}: ${wanted ?? 'none'}`, { [name]: wanted });
  };
  return (
    <div className="parameter">
      <div className="parameter-line">
        <label htmlFor={id} className="parameter-name">
          {LABELS[name]}
        </label>
        <input
          id={id}
          className="field grow"
          value={text}
          aria-invalid={problem !== null}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => event.key === 'Enter' && commit()}
        />
      </div>
      {problem !== null && <p className="small is-problem">{problem}</p>}
    </div>
  );
}

/** Names and codes for the cue sheet of a disc, out of the way of other targets. */
export function CueFields(props: PanelProps): React.JSX.Element {
  const disc = props.params['for'] === 'cd' || CUE_FIELDS.some((key) => props.params[key] !== undefined);
  return (
    <details key={String(disc)} open={disc}>
      <summary className="soft small">For the cue sheet of a CD</summary>
      {CUE_FIELDS.map((name) => (
        <CueField key={name} {...props} name={name} />
      ))}
    </details>
  );
}
