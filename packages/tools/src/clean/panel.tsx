import type { Panel, PanelProps } from '../panelKit/index.ts';
import { cleanJson } from './panel/cleanJson.ts';
import { NoiseChart } from './panel/NoiseChart.tsx';
import { Pictures } from './panel/Pictures.tsx';
import { REGION_PARAMETERS, Regions } from './panel/Regions.tsx';

/** What was found by band, how far each band is lowered, and the selection before, after and removed. */
function CleanView(props: PanelProps): React.JSX.Element {
  const facts = cleanJson(props.report?.json);
  if (facts === null)
    return <p className="soft">Analyse, and what is wrong with the recording can be seen and weighed here.</p>;
  return (
    <div className="panel-view">
      {facts.noise && <NoiseChart {...props} noise={facts.noise} />}
      <Pictures {...props} />
    </div>
  );
}

export const panel: Panel = {
  replaces: [],
  parameters: REGION_PARAMETERS,
  Settings: Regions,
  View: CleanView,
};
