/**
 * Asks for pictures while a clock runs, and for a while after, until needles have come to rest: with every second
 * refresh of a usual screen, since figures and spectra change no faster than the eye follows.
 */
import type { Clock } from '../audio/program.ts';

const REST_MS = 4000;
/** A little under two refreshes at 60 Hz. */
const INTERVAL_MS = 30;

export class RunningView {
  readonly #clock: Clock;
  readonly #draw: () => void;
  readonly #unsubscribe: () => void;
  #frame = 0;
  #until = 0;
  #drawnAt = 0;

  constructor(clock: Clock, draw: () => void) {
    this.#clock = clock;
    this.#draw = draw;
    this.#unsubscribe = clock.subscribe(() => this.#wake());
    this.#wake();
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    this.#unsubscribe();
  }

  #wake(): void {
    this.#until = performance.now() + REST_MS;
    this.#frame ||= requestAnimationFrame(() => this.#step());
  }

  #step(): void {
    const now = performance.now();
    if (this.#clock.playing) this.#until = now + REST_MS;
    this.#frame = now < this.#until ? requestAnimationFrame(() => this.#step()) : 0;
    if (now - this.#drawnAt < INTERVAL_MS && this.#frame !== 0) return;
    this.#drawnAt = now;
    this.#draw();
  }
}
