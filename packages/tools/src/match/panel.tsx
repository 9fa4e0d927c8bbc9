import type { Panel, PanelProps } from '../panelKit/index.ts';
import type { MatchAnalysis } from './analysis.ts';
import { EqChart } from './panel/EqChart.tsx';
import { SpectrumChart } from './panel/SpectrumChart.tsx';

/** What the references have that the mix has not, and the bands that bring it there, to drag. */
function MatchView(props: PanelProps): React.JSX.Element {
  const analysis = props.report === null ? null : (props.report.json as unknown as Partial<MatchAnalysis>);
  if (!analysis?.spectrum || !analysis.eq || !analysis.stereo || !analysis.references)
    return (
      <p className="soft">Choose references and analyse: the difference and the bands can be seen and moved here.</p>
    );
  return (
    <div className="panel-view">
      <EqChart {...props} analysis={analysis as MatchAnalysis} />
      <SpectrumChart {...props} analysis={analysis as MatchAnalysis} />
    </div>
  );
}

export const panel: Panel = { replaces: [], View: MatchView };
