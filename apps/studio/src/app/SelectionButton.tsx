import { useDesk, useServices } from './context.ts';
import { type Place, setParameters } from './plans.ts';
import { selectionKeys, withSelection } from './selectionParameters.ts';
import { useSetting, useTool } from './usePlace.ts';
import { regionOf, regionText, useSelection } from './views/useSelection.ts';

/** Fills the parameters that ask for it with what is selected; nothing for tools without such parameters. */
export function SelectionButton({ place }: { readonly place: Place }): React.JSX.Element | null {
  const desk = useDesk();
  const { timeline } = useServices().listening;
  const { tool } = useTool(place);
  const { params } = useSetting(place);
  const selection = useSelection();
  if (selectionKeys(tool.parameters).size === 0) return null;
  const region = selection && regionOf(selection, timeline.sampleRateHz);
  return (
    <div className="row use-selection">
      <button
        type="button"
        className="button"
        disabled={region === null}
        onClick={() => {
          if (region === null) return;
          const next = withSelection(tool.parameters, params, region);
          void setParameters(desk, place, `Selection: ${regionText(region)}`, next);
        }}
      >
        Use selection
      </button>
      <span className="soft small figures">
        {region === null ? 'Drag over waveform or spectrogram to select.' : regionText(region)}
      </span>
    </div>
  );
}
