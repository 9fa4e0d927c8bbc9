/**
 * The playhead: an element of one colour that only the compositor moves, so that playing repaints nothing. (A canvas
 * would be handed over anew with every picture.) Runs with the screen only while the clock does.
 */
import type { Clock } from '../audio/program.ts';
import type { Timeline } from './timeline.ts';

const LINE_PX = 1.5;
const HEAD_PX = 10;

export class Playhead {
  readonly #line: HTMLElement;
  readonly #head: HTMLElement;
  readonly #timeline: Timeline;
  readonly #clock: Clock;
  readonly #unsubscribe: readonly (() => void)[];
  #frame = 0;
  #shown = '';
  #color = '';

  constructor(host: HTMLElement, timeline: Timeline, clock: Clock) {
    this.#timeline = timeline;
    this.#clock = clock;
    this.#line = document.createElement('div');
    this.#head = document.createElement('div');
    this.#line.setAttribute('aria-hidden', 'true');
    Object.assign(this.#line.style, {
      position: 'absolute',
      left: `${-LINE_PX / 2}px`,
      top: '0',
      bottom: '0',
      width: `${LINE_PX}px`,
      pointerEvents: 'none',
      willChange: 'transform',
    });
    Object.assign(this.#head.style, {
      position: 'absolute',
      left: `${(LINE_PX - HEAD_PX) / 2}px`,
      top: '0',
      width: `${HEAD_PX}px`,
      height: `${0.7 * HEAD_PX}px`,
      clipPath: 'polygon(0 0, 100% 0, 50% 100%)',
    });
    this.#line.append(this.#head);
    host.append(this.#line);
    this.#unsubscribe = [clock.subscribe(() => this.update()), timeline.subscribe(() => this.update())];
    this.update();
  }

  /** Shows the line in another colour. */
  paint(color: string): void {
    if (color === this.#color) return;
    this.#color = color;
    this.#line.style.background = color;
    this.#head.style.background = color;
  }

  /** Puts the line where the clock is; keeps on while it runs. */
  update(): void {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      const { frame } = this.#clock;
      if (this.#clock.playing) this.#timeline.keepInView(frame);
      const pixel = this.#timeline.pixelOf(frame);
      const visible = pixel >= -1 && pixel <= this.#timeline.widthPx + 1;
      const shown = visible ? `translateX(${pixel.toFixed(1)}px)` : 'translateX(-99px)';
      if (shown !== this.#shown) {
        this.#shown = shown;
        this.#line.style.transform = shown;
      }
      if (this.#clock.playing) this.update();
    });
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    for (const stop of this.#unsubscribe) stop();
    this.#line.remove();
  }
}
