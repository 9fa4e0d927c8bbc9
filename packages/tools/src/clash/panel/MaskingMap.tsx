import { useMemo } from 'react';
import { Chart, hzAxis, hzText, type Painter, type PanelProps, secondsAxis, timeText } from '../../panelKit/index.ts';
import { bandEdges, type ClashJson, rowsOf, type ShownPair } from './clashJson.ts';

/** Share of the loudest tenth lost at a time, and where. */
function worstAt(rows: Uint8Array, bandsHz: readonly number[], column: number): string {
  const columns = rows.length / bandsHz.length;
  let best = -1;
  for (let b = 0; b < bandsHz.length; b++) {
    const value = rows[b * columns + column] ?? 0;
    if (value > 0 && (best < 0 || value > (rows[best * columns + column] ?? 0))) best = b;
  }
  if (best < 0) return 'nothing lost';
  return `${10 * (rows[best * columns + column] ?? 0)} % or more lost at ${hzText(bandsHz[best] ?? 0)}`;
}

/** Where and when one stem is lost under another; a click goes there, a stretch drawn becomes the selection. */
export function MaskingMap({
  facts,
  pair,
  theme,
  clock,
  seek,
  selection,
  select,
}: PanelProps & { readonly facts: ClashJson; readonly pair: ShownPair }): React.JSX.Element {
  const { bandsHz, cellSeconds } = facts.map;
  const drawn = useMemo(() => {
    const rows = rowsOf(pair.cells ?? '', bandsHz.length);
    const columns = bandsHz.length === 0 ? 0 : rows.length / bandsHz.length;
    const times = Array.from({ length: columns + 1 }, (_, c) => Math.min(facts.durationSeconds, c * cellSeconds));
    return { rows, columns, times, edges: bandEdges(bandsHz) };
  }, [pair, bandsHz, cellSeconds, facts.durationSeconds]);
  const clashes = facts.clashes.filter((c) => c.masker === pair.masker && c.masked === pair.masked);
  const outline = (painter: Painter): void => {
    const { context } = painter;
    painter.inside(() => {
      context.strokeStyle = theme.text;
      context.lineWidth = 1.5;
      for (const clash of clashes) {
        const top = painter.y(clash.toHz);
        for (const { fromSeconds, toSeconds } of clash.passages) {
          const left = painter.x(fromSeconds);
          context.strokeRect(left, top, Math.max(3, painter.x(toSeconds) - left), painter.y(clash.fromHz) - top);
        }
      }
    });
  };
  return (
    <Chart
      label={`${pair.masked} under ${pair.masker}`}
      size="tall"
      theme={theme}
      x={secondsAxis(0, facts.durationSeconds)}
      y={hzAxis()}
      clock={clock}
      onPick={seek}
      onSweep={(fromSeconds, toSeconds) => select({ fromSeconds, toSeconds })}
      readout={(seconds) => {
        const column = Math.min(drawn.columns - 1, Math.floor(seconds / cellSeconds));
        return `${timeText(seconds)}: ${worstAt(drawn.rows, bandsHz, column)}`;
      }}
      draw={(painter) => {
        if (selection) painter.band(selection.fromSeconds, selection.toSeconds, theme.accent);
        painter.cells(drawn.times, drawn.edges, drawn.rows, theme.warning, (tenths) =>
          tenths === 0 ? 0 : 0.15 + tenths / 10,
        );
        outline(painter);
      }}
    />
  );
}
