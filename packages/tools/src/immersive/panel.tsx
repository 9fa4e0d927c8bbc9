import { useState } from 'react';
import type { Panel, PanelProps } from '../panelKit/index.ts';
import { StageChart } from './panel/StageChart.tsx';
import { StemRow } from './panel/StemRow.tsx';
import { freePlace, type StageRow, stageRows, whereText, withoutRow, withRow } from './panel/stageEdit.ts';
import { useStage } from './panel/useStage.ts';
import type { Placement } from './placement.ts';

interface Draft {
  readonly mark: string;
  readonly change: Partial<Placement>;
}

/** The stage: the room from above and a row for every stem. What is changed here is the parameter `stage`. */
function StageView(props: PanelProps): React.JSX.Element {
  const { source, companions, theme, busy } = props;
  const [chosen, setChosen] = useState<string | null>(null);
  const [draft, setDraft] = useState<Draft | null>(null);
  const [stage, edit] = useStage(props);
  const files = [source, ...companions];
  const kept = stageRows(stage, files);
  const rows = kept.map((row) =>
    row.mark === draft?.mark ? { ...row, placement: { ...row.placement, ...draft.change } } : row,
  );
  const disabled = busy !== null;
  const change = (row: StageRow, label: string, by: Partial<Placement>): void => {
    setDraft(null);
    edit(label, (now) => withRow(now, stageRows(now, files).find(({ mark }) => mark === row.mark) ?? row, by));
  };
  return (
    <div className="panel-view">
      <StageChart
        rows={rows}
        chosen={chosen}
        theme={theme}
        disabled={disabled}
        onChoose={setChosen}
        onMove={(row, x, y) => setDraft({ mark: row.mark, change: { x, y } })}
        onRest={(row, x, y) => change(row, `${row.source.name}: ${whereText(x, y)}`, { x, y })}
      />
      <ul className="stack plain" aria-label="Placements">
        {/* Sliders keep their own draft; the stage as it is kept is what they compare with. */}
        {kept.map((row) => (
          <StemRow
            key={row.mark}
            row={row}
            open={chosen === row.mark}
            disabled={disabled}
            onOpen={() => setChosen(chosen === row.mark ? null : row.mark)}
            onDraft={(by) => setDraft({ mark: row.mark, change: by })}
            onChange={(label, by) => change(row, label, by.to === 'object' ? { ...by, ...freePlace(kept, row) } : by)}
            onRemove={
              row.index === null
                ? null
                : () => edit(`${row.source.name}: by its own channels`, (now) => withoutRow(now, row))
            }
          />
        ))}
      </ul>
      {companions.length === 0 && source.channels <= 2 && (
        <p className="soft small">Choose the other stems of the song above, and each gets a place here.</p>
      )}
    </div>
  );
}

export const panel: Panel = { replaces: [], parameters: ['stage'], View: StageView };
