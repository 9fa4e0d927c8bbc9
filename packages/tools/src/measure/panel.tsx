import type { Panel, PanelProps } from '../panelKit/index.ts';
import type { MeasureAnalysis } from './analysis.ts';
import { LoudnessChart } from './panel/LoudnessChart.tsx';
import { SpectrumChart } from './panel/SpectrumChart.tsx';

/** Spectrum and loudness of a measured file, to look into: cursor, selection, comparison with the take. */
function MeasureView(props: PanelProps): React.JSX.Element {
  const facts = props.report === null ? null : (props.report.json as unknown as MeasureAnalysis);
  if (facts === null) {
    return <p className="soft">Measure this file, and its spectrum and loudness can be looked into here.</p>;
  }
  return (
    <div className="panel-view">
      {facts.spectrum && <SpectrumChart {...props} facts={facts} />}
      {facts.loudness && <LoudnessChart {...props} facts={facts} />}
      {!facts.spectrum && !facts.loudness && (
        <p className="soft">Neither loudness nor spectrum was asked for: choose them above and measure again.</p>
      )}
    </div>
  );
}

export const panel: Panel = { replaces: [], View: MeasureView };
