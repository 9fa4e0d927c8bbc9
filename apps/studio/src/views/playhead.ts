/**
 * The playhead: a narrow canvas of its own, drawn once and moved by the compositor, so that playing repaints nothing
 * else. Runs with the screen only while the clock does.
 */
import type { Clock } from '../audio/program.ts';
import type { Timeline } from './timeline.ts';

const WIDTH_PX = 11;

export class Playhead {
  readonly #host: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #timeline: Timeline;
  readonly #clock: Clock;
  readonly #unsubscribe: readonly (() => void)[];
  #frame = 0;
  #shown = '';
  #height = 0;
  #color = '';
  #scale = 0;

  constructor(host: HTMLElement, timeline: Timeline, clock: Clock) {
    this.#host = host;
    this.#timeline = timeline;
    this.#clock = clock;
    this.#canvas = document.createElement('canvas');
    this.#canvas.setAttribute('aria-hidden', 'true');
    Object.assign(this.#canvas.style, {
      position: 'absolute',
      left: '0',
      top: '0',
      pointerEvents: 'none',
      willChange: 'transform',
    });
    host.append(this.#canvas);
    this.#unsubscribe = [clock.subscribe(() => this.update()), timeline.subscribe(() => this.update())];
    this.update();
  }

  /** Draws the line anew, for another height or colour. */
  paint(height: number, color: string): void {
    const scale = Math.min(3, globalThis.devicePixelRatio || 1);
    if (height === this.#height && color === this.#color && scale === this.#scale) return;
    this.#height = height;
    this.#color = color;
    this.#scale = scale;
    const canvas = this.#canvas;
    canvas.width = Math.round(WIDTH_PX * scale);
    canvas.height = Math.round(height * scale);
    canvas.style.width = `${WIDTH_PX}px`;
    canvas.style.height = `${height}px`;
    const context = canvas.getContext('2d')!;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.fillStyle = color;
    const middle = WIDTH_PX / 2;
    context.fillRect(middle - 0.75, 0, 1.5, height);
    context.beginPath();
    context.moveTo(middle - 5, 0);
    context.lineTo(middle + 5, 0);
    context.lineTo(middle, 7);
    context.fill();
  }

  /** Puts the line where the clock is; keeps on while it runs. */
  update(): void {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      const { frame } = this.#clock;
      if (this.#clock.playing) this.#timeline.keepInView(frame);
      const pixel = this.#timeline.pixelOf(frame);
      const visible = pixel >= -1 && pixel <= this.#host.clientWidth + 1;
      const shown = visible ? `translateX(${(pixel - WIDTH_PX / 2).toFixed(2)}px)` : '';
      if (shown !== this.#shown) {
        this.#shown = shown;
        this.#canvas.style.visibility = visible ? 'visible' : 'hidden';
        if (visible) this.#canvas.style.transform = shown;
      }
      if (this.#clock.playing) this.update();
    });
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    for (const stop of this.#unsubscribe) stop();
    this.#canvas.remove();
  }
}
