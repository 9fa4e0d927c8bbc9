import { type ReactNode, useRef } from 'react';
import { type Axis, axisText, placeOf, valueAt } from './axis.ts';
import { Handle, type HandleSpec } from './Handle.tsx';
import { Painter, plotOf } from './painter.ts';
import type { PanelClock } from './panelProps.ts';
import type { PanelTheme } from './theme.ts';
import { useCanvas } from './useCanvas.ts';
import { useClock } from './useClock.ts';

export interface ChartProps {
  /** What it shows, for people who do not see it: "Long-term spectrum". */
  readonly label: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly theme: PanelTheme;
  /** Curves and marks over the grid. Called after every render and change of size. */
  readonly draw: (painter: Painter) => void;
  /**
   * Words for a place on the horizontal axis: "1.00 kHz: A −31.2 dBFS, B −29.8 dBFS". With it the chart has a cursor
   * that follows the pointer and the arrow keys.
   */
  readonly readout?: (x: number) => string;
  /** A click or Enter at a place: seek, for instance. Needs `readout`. */
  readonly onPick?: (x: number) => void;
  /** A stretch drawn with the pointer, its smaller end first. Needs `readout`. */
  readonly onSweep?: (from: number, to: number) => void;
  /** Shows the playhead; the horizontal axis is seconds then. */
  readonly clock?: PanelClock;
  /** Points to drag; each is a slider for the keyboard. */
  readonly handles?: readonly HandleSpec[];
  /** Tall charts for editing, low ones for histories. */
  readonly size?: 'low' | 'middle' | 'tall';
  readonly children?: ReactNode;
}

/** Pixels a pointer may move and still be a click. */
const CLICK_PX = 4;

/** A chart on a canvas with grid, cursor, playhead and handles. */
export function Chart(props: ChartProps): React.JSX.Element {
  const { label, x, y, theme, draw, readout, onPick, onSweep, clock, handles = [], size = 'middle', children } = props;
  const words = useRef<HTMLParagraphElement>(null);
  const line = useRef<HTMLDivElement>(null);
  const playhead = useRef<HTMLDivElement>(null);
  const swept = useRef<HTMLDivElement>(null);
  const slider = useRef<HTMLDivElement>(null);
  const cursor = useRef(0.5);
  const sweepFrom = useRef<number | null>(null);
  const canvas = useCanvas((context, { width, height }) => {
    const painter = new Painter(context, plotOf(width, height), theme, x, y);
    painter.grid();
    draw(painter);
    painter.title();
  });
  const plot = plotOf(canvas.size.width, canvas.size.height);

  const show = (place: number | null): void => {
    if (line.current === null || words.current === null || readout === undefined) return;
    line.current.hidden = place === null;
    words.current.textContent = place === null ? '' : readout(valueAt(x, place));
    if (place === null) return;
    cursor.current = place;
    line.current.style.transform = `translateX(${Math.round(place * plot.width)}px)`;
    slider.current?.setAttribute('aria-valuenow', String(Number(valueAt(x, place).toPrecision(4))));
    slider.current?.setAttribute('aria-valuetext', words.current.textContent ?? '');
  };
  useClock(clock, (seconds) => {
    if (playhead.current === null) return;
    const place = placeOf(x, seconds);
    playhead.current.hidden = place < 0 || place > 1;
    playhead.current.style.transform = `translateX(${place * plot.width}px)`;
  });

  const placeAt = (event: React.PointerEvent): number => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - left) / Math.max(1, width)));
  };
  const showSweep = (to: number | null): void => {
    const element = swept.current;
    if (element === null) return;
    element.hidden = to === null || sweepFrom.current === null;
    if (to === null || sweepFrom.current === null) return;
    const [low, high] = [Math.min(sweepFrom.current, to), Math.max(sweepFrom.current, to)];
    Object.assign(element.style, { left: `${low * plot.width}px`, width: `${(high - low) * plot.width}px` });
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const step = event.shiftKey ? 0.1 : 0.01;
    const now = cursor.current;
    const to = { ArrowLeft: now - step, ArrowRight: now + step, Home: 0, End: 1 }[event.key];
    if (to !== undefined) show(Math.min(1, Math.max(0, to)));
    else if (event.key === 'Enter' && onPick) onPick(valueAt(x, now));
    else return;
    event.preventDefault();
  };

  return (
    <figure className={`chart ${size}`} aria-label={label}>
      <div ref={canvas.host} className="chart-host">
        <canvas ref={canvas.canvas} className="chart-canvas" />
        {readout && (
          <div
            ref={slider}
            className="chart-plot"
            style={{ inset: `${plot.top}px auto auto ${plot.left}px`, width: plot.width, height: plot.height }}
            role="slider"
            tabIndex={0}
            aria-label={`${label}, cursor`}
            aria-valuemin={x.from}
            aria-valuemax={x.to}
            aria-valuenow={valueAt(x, 0.5)}
            aria-valuetext={axisText(x, valueAt(x, 0.5))}
            onFocus={() => slider.current?.matches(':focus-visible') && show(cursor.current)}
            onBlur={() => show(null)}
            onKeyDown={onKeyDown}
            onPointerDown={(event) => {
              sweepFrom.current = placeAt(event);
              event.currentTarget.setPointerCapture(event.pointerId);
            }}
            onPointerMove={(event) => {
              const place = placeAt(event);
              show(place);
              const far = Math.abs(place - (sweepFrom.current ?? place)) * plot.width > CLICK_PX;
              if (onSweep && far) showSweep(place);
            }}
            onPointerUp={(event) => {
              const [from, to] = [sweepFrom.current, placeAt(event)];
              sweepFrom.current = null;
              showSweep(null);
              if (from === null) return;
              if (Math.abs(to - from) * plot.width <= CLICK_PX) onPick?.(valueAt(x, to));
              else onSweep?.(valueAt(x, Math.min(from, to)), valueAt(x, Math.max(from, to)));
            }}
            onPointerCancel={() => {
              sweepFrom.current = null;
              showSweep(null);
            }}
            onPointerLeave={() => sweepFrom.current === null && show(null)}
          >
            <div ref={line} className="chart-cursor" hidden />
            <div ref={swept} className="chart-swept" hidden />
            {clock && <div ref={playhead} className="chart-playhead" hidden />}
          </div>
        )}
        {handles.map((spec) => (
          <Handle key={spec.id} spec={spec} x={x} y={y} plot={plot} />
        ))}
      </div>
      {readout && <p ref={words} className="chart-words small soft figures" aria-hidden="true" />}
      {children}
    </figure>
  );
}
