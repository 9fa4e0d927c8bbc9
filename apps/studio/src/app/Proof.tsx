import type { Source, Take } from '@studiohand/core/engine';
import { Attachments } from './Attachments.tsx';
import { chanceText } from './abx.ts';
import { useDesk, useDeskState } from './context.ts';
import { Findings } from './Findings.tsx';
import { deltaText, level, signed } from './format.ts';
import { Icon } from './Icon.tsx';
import { FigureTable } from './ReportView.tsx';

/** The evidence for a take: what got worse first, then before and after, then the tool's own figures. */
export function Proof({ takeId }: { readonly takeId: string }): React.JSX.Element | null {
  const take = useDeskState((s) => s.takes.find(({ id }) => id === takeId));
  const source = useDeskState((s) => s.sources.find(({ id }) => id === take?.sourceId));
  if (take === undefined || source === undefined) return null;
  const worse = take.proof.findings.filter(({ severity }) => severity === 'warning' || severity === 'problem');
  const other = take.proof.findings.filter(({ severity }) => severity === 'info' || severity === 'notice');
  return (
    <section className="panel-part" aria-label="Proof">
      <h2 className="clip" title={take.name}>
        Proof of {take.name}
      </h2>
      {worse.length > 0 ? (
        <>
          <h3>What got worse</h3>
          <Findings findings={worse} />
        </>
      ) : (
        <p className="row is-ok small">
          <Icon name="check" /> The proof found nothing that got worse.
        </p>
      )}
      <BeforeAfter source={source} take={take} />
      {take.proof.rows.length > 0 && <FigureTable rows={take.proof.rows} />}
      {other.length > 0 && <Findings findings={other} />}
      <Attachments report={take.proof} />
      <ListeningTests takeId={takeId} />
    </section>
  );
}

function BeforeAfter({ source, take }: { readonly source: Source; readonly take: Take }): React.JSX.Element {
  const rows = [
    { label: 'Loudness', unit: 'LUFS', change: 'LU', before: source.integratedLufs, after: take.integratedLufs },
    { label: 'True peak', unit: 'dBTP', change: 'dB', before: source.truePeakDbtp, after: take.truePeakDbtp },
  ];
  const figure = (value: number | null): string => (value === null ? '–' : level(value));
  return (
    <table className="figure-table before-after">
      <thead>
        <tr>
          <td />
          <th scope="col">
            <span className="side is-a">A</span> before
          </th>
          <th scope="col">
            <span className="side is-b">B</span> after
          </th>
          <th scope="col">Change</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ label, unit, change, before, after }) => (
          <tr key={label}>
            <th scope="row">
              {label} <span className="soft small">{unit}</span>
            </th>
            <td>{figure(before)}</td>
            <td>{figure(after)}</td>
            <td>{before === null || after === null ? '–' : signed(after - before, 1, change)}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">
            Delta <span className="soft small">B−A under A</span>
          </th>
          <td />
          <td />
          <td>{take.deltaDb === null ? '–' : deltaText(take.deltaDb)}</td>
        </tr>
      </tbody>
    </table>
  );
}

function ListeningTests({ takeId }: { readonly takeId: string }): React.JSX.Element {
  const desk = useDesk();
  const tests = useDeskState((s) => s.listeningTests);
  const mine = tests.filter((test) => test.takeId === takeId);
  return (
    <div className="stack">
      {mine.length > 0 && (
        <FigureTable
          rows={mine.map(({ kind, hits, trials, pValue }) => ({
            label: kind === 'abx' ? 'ABX, heard right' : 'Take preferred',
            value: `${hits} of ${trials}, p ${chanceText(pValue)}`,
          }))}
        />
      )}
      <button type="button" className="button" onClick={() => desk.store.set({ dialog: { kind: 'blind', takeId } })}>
        <Icon name="ear" />
        Blind test …
      </button>
    </div>
  );
}
