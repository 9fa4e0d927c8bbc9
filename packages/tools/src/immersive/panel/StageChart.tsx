import { ROOM_POSITIONS } from '@studiohand/core/dsp';
import { Chart, type HandleSpec, type Painter, type PanelTheme, plainAxis } from '../../panelKit/index.ts';
import { BED_ROLES } from '../placement.ts';
import { placesOf, rolesOf, rounded, type StageRow, whereText } from './stageEdit.ts';

interface StageChartProps {
  readonly rows: readonly StageRow[];
  readonly chosen: string | null;
  readonly theme: PanelTheme;
  readonly disabled: boolean;
  readonly onMove: (row: StageRow, x: number, y: number) => void;
  readonly onRest: (row: StageRow, x: number, y: number) => void;
  readonly onChoose: (mark: string) => void;
}

/** Objects in the corners shall not be cut at the edge. */
const EDGE = 1.15;
const X = plainAxis(-EDGE, EDGE);
const Y = plainAxis(-EDGE, EDGE);
const DOT_PX = 4;

/** The room from above: front at the top. Loudspeakers of the bed with who feeds them, objects as handles. */
export function StageChart({
  rows,
  chosen,
  theme,
  disabled,
  onMove,
  onRest,
  onChoose,
}: StageChartProps): React.JSX.Element {
  const objects = rows.filter((row) => row.placement.to === 'object');
  const draw = (painter: Painter): void => {
    const { context, plot } = painter;
    // The grid's numbers say nothing here: the room is drawn over them.
    context.fillStyle = theme.surface;
    context.fillRect(0, 0, plot.left + plot.width + 8, plot.top + plot.height + 18);
    context.fillStyle = theme.ground;
    context.fillRect(plot.left, plot.top, plot.width, plot.height);
    context.strokeStyle = theme.gridStrong;
    context.lineWidth = 1;
    const [left, top] = [painter.x(-1), painter.y(1)];
    context.strokeRect(left, top, painter.x(1) - left, painter.y(-1) - top);
    context.fillStyle = theme.grid;
    context.fillRect(left, painter.y(0), painter.x(1) - left, 1);
    context.fillRect(painter.x(0), top, 1, painter.y(-1) - top);
    painter.text('front', painter.x(0), painter.y(0.7), { color: theme.textSoft, align: 'center' });
    painter.text('back', painter.x(0), painter.y(-0.7), { color: theme.textSoft, align: 'center' });
    painter.text('you', painter.x(0), painter.y(0), { color: theme.textSoft, align: 'center' });
    drawBed(painter);
    for (const row of objects) drawWidth(painter, row);
  };
  const drawBed = (painter: Painter): void => {
    for (const role of BED_ROLES) {
      const place = ROOM_POSITIONS[role];
      if (!place) continue;
      const feeding = rows.filter((row) => rolesOf(row).includes(role)).map(({ mark }) => mark);
      const { context } = painter;
      // Ceiling loudspeakers stand inside, so that they do not hide those below.
      const x = place.x * (place.z > 0 ? 0.55 : 1);
      const y = place.y;
      context.beginPath();
      context.arc(painter.x(x), painter.y(y), DOT_PX, 0, 2 * Math.PI);
      context.fillStyle = feeding.length > 0 ? theme.a : theme.gridStrong;
      context.fill();
      const left = x < 0 || (x === 0 && y !== 1);
      const words = feeding.length > 0 ? `${role}: ${feeding.join(' ')}` : role;
      const below = painter.y(y) + (y > 0 ? 13 : -13);
      const align = x === 0 ? 'center' : left ? 'left' : 'right';
      const shift = x === 0 ? 0 : left ? -6 : 6;
      painter.text(words, painter.x(x) + shift, below, {
        color: feeding.length > 0 ? theme.text : theme.textSoft,
        align,
      });
    }
    const lfe = rows.filter((row) => rolesOf(row).includes('LFE') || row.placement.lfeSendDb !== null);
    if (lfe.length > 0)
      painter.text(`LFE: ${lfe.map(({ mark }) => mark).join(' ')}`, painter.x(0), painter.y(-0.4), { align: 'center' });
  };
  const drawWidth = (painter: Painter, row: StageRow): void => {
    const places = placesOf(row);
    const color = row.mark === chosen ? theme.accent : theme.b;
    painter.line(
      places.map(({ x }) => x),
      places.map(({ y }) => y),
      { color, width: 2, alpha: 0.7 },
    );
    const { context } = painter;
    context.fillStyle = color;
    for (const { x, y } of places) {
      context.beginPath();
      context.arc(painter.x(x), painter.y(y), DOT_PX, 0, 2 * Math.PI);
      context.fill();
    }
  };
  const handles = objects.map((row): HandleSpec => {
    const { x, y, z } = row.placement;
    return {
      id: row.mark,
      label: `${row.source.name}, ${whereText(x, y)}, height ${Math.round(z * 100)} %`,
      x,
      y,
      moves: 'both',
      color: row.mark === chosen ? theme.accent : theme.b,
      text: row.mark,
      onMove: (toX, toY) => {
        onChoose(row.mark);
        onMove(row, clamp(toX), clamp(toY));
      },
      onRest: (toX, toY) => onRest(row, clamp(toX), clamp(toY)),
      disabled,
    };
  });
  return <Chart label="Stage from above" size="tall" theme={theme} x={X} y={Y} draw={draw} handles={handles} />;
}

function clamp(value: number): number {
  return rounded(Math.min(1, Math.max(-1, value)));
}
