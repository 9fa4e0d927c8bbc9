import type { ExportRecord } from '@studiohand/core/engine';
import { useEffect, useMemo, useState } from 'react';
import { asApiError } from '../api/errors.ts';
import type { ExportOptions, ExportPreview } from '../api/types.ts';
import { useDesk, useDeskState } from './context.ts';
import { DialogFrame } from './DialogFrame.tsx';
import { FieldControl } from './FieldControl.tsx';
import { plain } from './format.ts';
import { Icon } from './Icon.tsx';
import { fieldsOf } from './parameters.ts';
import { refreshSession } from './sessions.ts';

const PREVIEW_AFTER_MS = 200;

/** Parameters of `convert` that an export can change, and their names in the export call. */
const OPTION_OF: Readonly<Record<string, keyof ExportOptions>> = {
  to: 'to',
  sampleRateHz: 'sampleRateHz',
  bitDepth: 'bitDepth',
  dither: 'ditherMode',
};

/** Where a take goes, under which name, in which format, and what travels with it. */
export function ExportDialog({ takeId }: { readonly takeId: string }): React.JSX.Element {
  const desk = useDesk();
  const take = useDeskState((s) => s.takes.find(({ id }) => id === takeId));
  const tools = useDeskState((s) => s.tools);
  const fields = useMemo(() => {
    const convert = tools.find(({ id }) => id === 'convert');
    return convert ? fieldsOf(convert.parameters).filter(({ key }) => key in OPTION_OF) : [];
  }, [tools]);
  const [changed, setChanged] = useState<Readonly<Record<string, unknown>>>({});
  const [name, setName] = useState<string | null>(null);
  const [preview, setPreview] = useState<ExportPreview | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<ExportRecord | null>(null);

  const options = useMemo((): ExportOptions => {
    const chosen = Object.entries(changed).filter(
      ([, value]) => value !== undefined && value !== 'same' && value !== 'auto',
    );
    const named = Object.fromEntries(chosen.map(([key, value]) => [OPTION_OF[key], value]));
    return { ...named, ...(name ? { name } : {}) } as ExportOptions;
  }, [changed, name]);

  useEffect(() => {
    let current = true;
    const timer = setTimeout(async () => {
      try {
        const answer = await desk.client.exportPreview(takeId, options);
        if (!current) return;
        setPreview(answer);
        setProblem(null);
      } catch (thrown) {
        const { message, hint } = asApiError(thrown);
        if (current) setProblem(`${message} ${hint}`);
      }
    }, PREVIEW_AFTER_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [desk, takeId, options]);

  const write = async (): Promise<void> => {
    setBusy(true);
    try {
      const record = await desk.client.export(takeId, options);
      setDone(record);
      desk.store.set({ announcement: `Exported to ${record.path}` });
      const { sessionId } = desk.store.get();
      if (sessionId !== null) await desk.attempt(() => refreshSession(desk, sessionId));
    } catch (thrown) {
      const { message, hint } = asApiError(thrown);
      setProblem(`${message} ${hint}`);
    } finally {
      setBusy(false);
    }
  };

  if (done !== null) return <Done record={done} />;
  return (
    <DialogFrame title={`Export ${take?.name ?? 'take'}`}>
      <div className="form">
        {fields.map((field) => (
          <FieldControl
            key={field.key}
            field={{ ...field, description: '' }}
            value={changed[field.key] ?? field.usual}
            audio={take?.audio}
            onChange={(value) => setChanged({ ...changed, [field.key]: value })}
          />
        ))}
        <div className="parameter">
          <div className="parameter-line">
            <label className="parameter-name" htmlFor="export-name">
              File name
            </label>
            <input
              id="export-name"
              className="field grow"
              value={name ?? preview?.name ?? ''}
              onChange={(event) => setName(event.target.value)}
            />
          </div>
        </div>
      </div>
      {preview && (
        <dl className="export-facts">
          <dt>Folder</dt>
          <dd className="path">{preview.folder}</dd>
          <dt>Name</dt>
          <dd className="path">{preview.name}</dd>
          <dt>Format</dt>
          <dd>{specText(preview)}</dd>
          <dt>Carried</dt>
          <dd>
            {preview.chunks.length > 0
              ? `Metadata: ${preview.chunks.map((id) => id.trim()).join(', ')}`
              : 'No metadata in the source'}
          </dd>
        </dl>
      )}
      {problem !== null && (
        <p className="is-problem small" role="alert">
          {problem}
        </p>
      )}
      <p className="soft small">Nothing is overwritten: a taken name gets a number.</p>
      <div className="row dialog-actions">
        <button type="button" className="button" onClick={() => desk.store.set({ dialog: null })}>
          Cancel
        </button>
        <button type="button" className="button main" disabled={busy || problem !== null} onClick={() => void write()}>
          <Icon name="export" />
          {busy ? 'Exporting …' : 'Export'}
        </button>
      </div>
    </DialogFrame>
  );
}

function specText({ spec }: ExportPreview): string {
  const parts = [
    spec.container?.toUpperCase(),
    spec.encoding
      ? `${spec.encoding.bits} bit${spec.encoding.kind === 'float' ? ' float' : ''}`
      : spec.codec?.toUpperCase(),
    spec.sampleRateHz ? `${plain(spec.sampleRateHz / 1000, 3)} kHz` : undefined,
    spec.channels === 1
      ? 'mono'
      : spec.channels === 2
        ? 'stereo'
        : spec.channels
          ? `${spec.channels} channels`
          : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

function Done({ record }: { readonly record: ExportRecord }): React.JSX.Element {
  const desk = useDesk();
  return (
    <DialogFrame title="Exported">
      <p className="row is-ok">
        <Icon name="check" /> Written and checked.
      </p>
      <p className="path" data-testid="export-path">
        {record.path}
      </p>
      <div className="row dialog-actions wrap">
        <button type="button" className="button" onClick={() => void navigator.clipboard.writeText(record.path)}>
          Copy the path
        </button>
        <button
          type="button"
          className="button"
          onClick={() => void desk.attempt(() => desk.client.revealExport(record.id))}
        >
          <Icon name="folder" />
          Show in folder
        </button>
        <button type="button" className="button main" onClick={() => desk.store.set({ dialog: null })}>
          Done
        </button>
      </div>
    </DialogFrame>
  );
}
