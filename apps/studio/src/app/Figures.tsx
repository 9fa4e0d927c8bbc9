import type { Source, Take } from '@studiohand/core/engine';
import { useDeskState } from './context.ts';
import { audioText, deltaText, level } from './format.ts';

/** Names and figures of A and B above the views. */
export function Figures(): React.JSX.Element {
  const source = useDeskState((s) => s.sources.find(({ id }) => id === s.sourceId));
  const take = useDeskState((s) => s.takes.find(({ id }) => id === s.takeId));
  return (
    <div className="file-heads">
      {source && <FileHead side="A" tone="is-a" file={source} more={audioText(source.audio)} />}
      {take ? (
        <FileHead side="B" tone="is-b" file={take} more={moreText(take)} />
      ) : (
        <p className="file-head soft small">
          <span className="side">B</span> No take yet: choose a tool, look at its plan, render.
        </p>
      )}
    </div>
  );
}

function moreText(take: Take): string {
  if (take.deltaDb === null) return audioText(take.audio);
  const delta = deltaText(take.deltaDb);
  return delta === 'none' ? 'Identical to the source' : `Delta ${delta}`;
}

interface FileHeadProps {
  readonly side: string;
  readonly tone: string;
  readonly file: Source | Take;
  readonly more: string;
}

function FileHead({ side, tone, file, more }: FileHeadProps): React.JSX.Element {
  return (
    <div className="file-head">
      <div className="row">
        <span className={`side ${tone}`}>{side}</span>
        <h2 className="clip" title={file.name}>
          {file.name}
        </h2>
      </div>
      <p className="soft small file-figures">
        <Level value={file.integratedLufs} unit="LUFS" />
        <Level value={file.truePeakDbtp} unit="dBTP" />
        <span className="clip" title={more}>
          {more}
        </span>
      </p>
    </div>
  );
}

function Level({ value, unit }: { readonly value: number | null; readonly unit: string }): React.JSX.Element {
  return <span className="figures">{value === null ? `no ${unit}` : `${level(value)} ${unit}`}</span>;
}
