/**
 * Asks for a picture with every refresh of the screen while a clock runs, and for a while after, until needles have
 * come to rest.
 */
import type { Clock } from '../audio/program.ts';

const REST_MS = 4000;

export class RunningView {
  readonly #clock: Clock;
  readonly #draw: () => void;
  readonly #unsubscribe: () => void;
  #frame = 0;
  #until = 0;

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
    if (this.#clock.playing) this.#until = performance.now() + REST_MS;
    this.#frame = performance.now() < this.#until ? requestAnimationFrame(() => this.#step()) : 0;
    this.#draw();
  }
}
