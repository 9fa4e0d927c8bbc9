/**
 * The playhead: an element of one colour that the compositor moves by itself, two seconds at a time, so that playing
 * costs the page's thread nothing. (A canvas would be handed over anew with every picture.) Where it creeps, as over a
 * whole song, it moves by half a pixel of the screen when that is due: more cannot be seen.
 */
import type { Clock } from '../audio/program.ts';
import type { Timeline } from './timeline.ts';

const LINE_PX = 1.5;
const HEAD_PX = 10;
/** After a change the line goes with the screen for this long: sound may take a moment to start. */
const SETTLE_MS = 400;
/** The line is checked against the clock this often. */
const GLIDE_SECONDS = 2;
const SHORTEST_GLIDE_SECONDS = 0.03;
/** Slower than this, in pixels of the screen a second, the line creeps. */
const CREEP_PX_PER_SECOND = 7.5;
const CREEP_PX = 0.5;

export class Playhead {
  readonly #line: HTMLElement;
  readonly #head: HTMLElement;
  readonly #timeline: Timeline;
  readonly #clock: Clock;
  readonly #unsubscribe: readonly (() => void)[];
  #frame = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #glide: Animation | null = null;
  #changedAt = 0;
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

  /** Puts the line where the clock is, with the screen for a while, then by stretches handed to the compositor. */
  update(): void {
    this.#changedAt = performance.now();
    this.#withScreen();
  }

  dispose(): void {
    this.#halt();
    for (const stop of this.#unsubscribe) stop();
    this.#line.remove();
  }

  #halt(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#frame = 0;
    this.#glide?.cancel();
    this.#glide = null;
  }

  #withScreen(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#halt();
      const { playing } = this.#clock;
      const { frame } = this.#clock;
      if (playing) this.#timeline.keepInView(frame);
      this.#place(this.#timeline.pixelOf(frame));
      if (!playing) return;
      const settled = performance.now() - this.#changedAt > SETTLE_MS;
      if (!settled || this.#timeline.follow === 'centre') this.#withScreen();
      else this.#glideFrom(frame);
    });
  }

  /** Lets the compositor move the line to where the clock will be, at most until something else happens there. */
  #glideFrom(frame: number): void {
    const { loop, toFrame, frameCount, sampleRateHz, framesPerPixel } = this.#timeline;
    const ends = [
      frameCount,
      ...(frame < toFrame ? [toFrame] : []),
      ...(loop && frame < loop.toFrame ? [loop.toFrame] : []),
    ];
    const seconds = Math.min(GLIDE_SECONDS, (Math.min(...ends) - frame) / sampleRateHz);
    if (seconds < SHORTEST_GLIDE_SECONDS) {
      this.#withScreen();
      return;
    }
    const pixel = this.#timeline.pixelOf(frame);
    const pixelsPerSecond = sampleRateHz / framesPerPixel;
    const scale = globalThis.devicePixelRatio || 1;
    if (pixelsPerSecond * scale < CREEP_PX_PER_SECOND) {
      const step = CREEP_PX / scale;
      const due = (Math.floor(pixel / step) + 1) * step - pixel;
      this.#timer = setTimeout(() => this.#withScreen(), 1000 * Math.min(due / pixelsPerSecond, seconds));
      return;
    }
    const path = [pixel, pixel + seconds * pixelsPerSecond];
    this.#glide = this.#line.animate(
      path.map((x) => ({ transform: `translateX(${x.toFixed(2)}px)` })),
      { duration: seconds * 1000, fill: 'forwards' },
    );
    this.#timer = setTimeout(() => this.#withScreen(), seconds * 1000);
  }

  #place(pixel: number): void {
    const visible = pixel >= -1 && pixel <= this.#timeline.widthPx + 1;
    const shown = visible ? `translateX(${pixel.toFixed(1)}px)` : 'translateX(-99px)';
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#line.style.transform = shown;
  }
}
