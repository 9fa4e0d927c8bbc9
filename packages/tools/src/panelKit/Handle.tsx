import { useEffect, useRef } from 'react';
import { type Axis, axisText, placeOf, valueAt } from './axis.ts';
import type { Rect } from './painter.ts';

/** A point on a chart that can be dragged. Show the draft while it moves; change the plan once it rests. */
export interface HandleSpec {
  readonly id: string;
  /** Spoken name: "Band 3". */
  readonly label: string;
  readonly x: number;
  readonly y: number;
  /** Which ways it moves. */
  readonly moves: 'x' | 'y' | 'both';
  /** One key press; a hundredth of the axis by default. */
  readonly stepY?: number;
  readonly color: string;
  /** Shown inside; one or two letters. */
  readonly text?: string;
  /** Called while it moves, with values inside both axes. Keep them in the state of the panel. */
  readonly onMove: (x: number, y: number) => void;
  /** Called with the last values once it rests: the pointer is up, or no key came for a moment. Change the plan here. */
  readonly onRest: (x: number, y: number) => void;
  /** Delete, Backspace or a double click. */
  readonly onReset?: () => void;
  readonly disabled?: boolean;
}

const REST_MS = 500;
const STEP = 0.01;

interface HandleProps {
  readonly spec: HandleSpec;
  readonly x: Axis;
  readonly y: Axis;
  readonly plot: Rect;
}

/** A handle over a chart: arrow keys move it (with Shift ten steps), the pointer drags it. */
export function Handle({ spec, x, y, plot }: HandleProps): React.JSX.Element {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const waiting = useRef<readonly [number, number] | null>(null);
  const latest = useRef(spec);
  latest.current = spec;
  const rest = (): void => {
    clearTimeout(timer.current);
    const values = waiting.current;
    waiting.current = null;
    if (values !== null) latest.current.onRest(...values);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  const move = (placeX: number, placeY: number): void => {
    const inside = (place: number): number => Math.min(1, Math.max(0, place));
    const { moves } = spec;
    const values = [
      moves === 'y' ? spec.x : valueAt(x, inside(placeX)),
      moves === 'x' ? spec.y : valueAt(y, inside(placeY)),
    ] as const;
    waiting.current = values;
    spec.onMove(...values);
  };
  const [atX, atY] = [placeOf(x, spec.x), placeOf(y, spec.y)];
  const vertical = spec.moves !== 'x';
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const many = event.shiftKey ? 10 : 1;
    const stepY = (spec.stepY === undefined ? STEP : Math.abs(spec.stepY / (y.to - y.from))) * many;
    const by: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: spec.moves === 'y' ? [0, -stepY] : [-STEP * many, 0],
      ArrowRight: spec.moves === 'y' ? [0, stepY] : [STEP * many, 0],
      ArrowDown: spec.moves === 'x' ? [-STEP * many, 0] : [0, -stepY],
      ArrowUp: spec.moves === 'x' ? [STEP * many, 0] : [0, stepY],
    };
    const step = by[event.key];
    if (step !== undefined) {
      move(atX + step[0], atY + step[1]);
      clearTimeout(timer.current);
      timer.current = setTimeout(rest, REST_MS);
    } else if ((event.key === 'Delete' || event.key === 'Backspace') && spec.onReset) spec.onReset();
    else if (event.key === 'Enter') rest();
    else return;
    event.preventDefault();
  };
  const drag = (event: React.PointerEvent): void => {
    const box = event.currentTarget.parentElement?.getBoundingClientRect();
    if (box === undefined || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    move((event.clientX - box.left - plot.left) / plot.width, 1 - (event.clientY - box.top - plot.top) / plot.height);
  };
  const value = vertical ? spec.y : spec.x;
  const axis = vertical ? y : x;
  const words = spec.moves === 'both' ? `${axisText(x, spec.x)}, ${axisText(y, spec.y)}` : axisText(axis, value);
  return (
    <div
      className="chart-handle"
      role="slider"
      tabIndex={spec.disabled ? -1 : 0}
      aria-label={spec.label}
      aria-orientation={vertical ? 'vertical' : 'horizontal'}
      aria-valuemin={axis.from}
      aria-valuemax={axis.to}
      aria-valuenow={Number(value.toPrecision(4))}
      aria-valuetext={words}
      aria-disabled={spec.disabled}
      title={`${spec.label}: ${words}`}
      style={{
        left: plot.left + plot.width * Math.min(1, Math.max(0, atX)),
        top: plot.top + plot.height * (1 - Math.min(1, Math.max(0, atY))),
        color: spec.color,
      }}
      onKeyDown={spec.disabled ? undefined : onKeyDown}
      onBlur={rest}
      onPointerDown={(event) => !spec.disabled && event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onPointerUp={rest}
      onPointerCancel={rest}
      onDoubleClick={spec.onReset}
    >
      {spec.text}
    </div>
  );
}
