import { Attachments } from './Attachments.tsx';
import { useDeskState } from './context.ts';
import { Findings } from './Findings.tsx';
import type { Place } from './plans.ts';
import { historyKey } from './state.ts';
import { useTool } from './usePlace.ts';

/** What the last analysis of a place measured and found. */
export function ReportView({ place }: { readonly place: Place }): React.JSX.Element | null {
  const { tool } = useTool(place);
  const report = useDeskState((s) => s.reports[historyKey(place.sourceId, place.toolId)]);
  if (report === undefined) {
    return tool.renders ? null : <p className="panel-part soft">Not measured yet.</p>;
  }
  return (
    <section className="panel-part" aria-label="Report">
      <h2>{tool.renders ? 'Measured before' : 'Report'}</h2>
      {report.findings.length > 0 && <Findings findings={report.findings} />}
      <FigureTable rows={report.rows} />
      <Attachments report={report} />
    </section>
  );
}

/** Labels with figures. */
export function FigureTable({
  rows,
}: {
  readonly rows: readonly { readonly label: string; readonly value: string }[];
}): React.JSX.Element {
  return (
    <table className="figure-table">
      <tbody>
        {rows.map(({ label, value }) => (
          <tr key={`${label} ${value}`}>
            <th scope="row">{label}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
