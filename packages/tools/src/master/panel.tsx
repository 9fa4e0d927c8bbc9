import type { Panel, PanelProps } from '../panelKit/index.ts';
import { CostChart } from './panel/CostChart.tsx';
import { CUE_FIELDS, CueFields } from './panel/CueFields.tsx';
import { masterProof, masterReport } from './panel/masterJson.ts';
import { ReductionChart } from './panel/ReductionChart.tsx';
import { CodecTable, ServiceTable } from './panel/Tables.tsx';
import { TargetPicker } from './panel/TargetPicker.tsx';
import { type CodecSetting, targetOf } from './targets.ts';

/** Target, intent, and what a disc needs. */
function MasterSettings(props: PanelProps): React.JSX.Element {
  return (
    <>
      <TargetPicker {...props} />
      <CueFields {...props} />
    </>
  );
}

/** What the target asks of this song: the price of its loudness, where limiting happens, what services and codecs do. */
function MasterView(props: PanelProps): React.JSX.Element {
  const { report, proof, plan, params } = props;
  const promised = masterReport(report?.json);
  const proven = masterProof(proof?.json);
  if (promised === null)
    return <p className="soft">Choose what it is for and propose a plan: what the loudness costs can be seen here.</p>;
  const codecs = plan?.moves.find(({ id }) => id === 'loudness')?.settings['codecs'];
  const other = promised.target !== params['for'] || promised.intent !== params['intent'];
  return (
    <div className="panel-view">
      {other && (
        <p className="small is-notice" role="status">
          These figures are for {targetOf(promised.target).title}, {promised.intent}. Propose a plan for what is chosen
          now.
        </p>
      )}
      <CostChart {...props} report={promised} />
      <ReductionChart {...props} report={promised} proof={proven} />
      <ServiceTable
        services={proven && proven.services.length > 0 ? proven.services : promised.services}
        measured={proven !== null && proven.services.length > 0}
      />
      <CodecTable proof={proven} planned={Array.isArray(codecs) ? (codecs as readonly CodecSetting[]) : []} />
    </div>
  );
}

export const panel: Panel = {
  replaces: [],
  parameters: ['for', 'intent', ...CUE_FIELDS],
  Settings: MasterSettings,
  View: MasterView,
};
