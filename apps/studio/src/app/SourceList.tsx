import type { Source } from '@studiohand/core/engine';
import { useMemo } from 'react';
import { useDesk, useDeskState } from './context.ts';
import { audioText, clockText } from './format.ts';
import { selectSource } from './sessions.ts';
import { byName, shortNames } from './shortNames.ts';
import { TakeRow } from './TakeRow.tsx';
import { MiniLane } from './views/MiniLane.tsx';

/** From so many files on they are stems more likely than songs: one lane each, under their short names. */
const LANES_FROM = 5;

/** The files of the session with their takes. */
export function SourceList(): React.JSX.Element {
  const all = useDeskState((s) => s.sources);
  const lanes = all.length >= LANES_FROM;
  const sources = useMemo(() => (lanes ? byName(all) : all), [all, lanes]);
  const short = useMemo(() => shortNames(sources.map(({ name }) => name)), [sources]);
  return (
    <ul className={lanes ? 'lanes' : ''}>
      {sources.map((source, index) => (
        <SourceRow
          key={source.id}
          source={source}
          name={lanes ? (short[index] ?? source.name) : source.name}
          lane={lanes}
        />
      ))}
    </ul>
  );
}

interface SourceRowProps {
  readonly source: Source;
  readonly name: string;
  readonly lane: boolean;
}

function SourceRow({ source, name, lane }: SourceRowProps): React.JSX.Element {
  const desk = useDesk();
  const takes = useDeskState((s) => s.takes);
  const current = useDeskState((s) => s.sourceId === source.id);
  const mine = takes.filter((take) => take.sourceId === source.id);
  const clock = clockText(source.audio.frameCount / source.audio.sampleRateHz);
  const format = audioText(source.audio);
  return (
    <li>
      <div className="rail-row" data-current={current || undefined}>
        <button
          type="button"
          className="rail-button"
          aria-current={current ? 'true' : undefined}
          title={lane ? `${source.name}\n${format}` : undefined}
          onClick={() => selectSource(desk, source.id)}
        >
          <span className="row">
            {current && <span className="side is-a">A</span>}
            <span className="clip grow" title={lane ? undefined : source.name}>
              {name}
            </span>
            {lane && !current && mine.length > 0 && (
              <span className="badge soft">
                {mine.length}
                <span className="unseen">{mine.length === 1 ? 'take' : 'takes'}</span>
              </span>
            )}
            {lane && <MiniLane source={source} />}
            <span className="soft small figures">{clock}</span>
          </span>
          {!lane && <span className="soft small clip">{format}</span>}
        </button>
      </div>
      {mine.length > 0 && (!lane || current) && (
        <ul className="takes" aria-label={`Takes of ${source.name}`}>
          {mine.map((take) => (
            <TakeRow key={take.id} take={take} />
          ))}
        </ul>
      )}
    </li>
  );
}
