/**
 * Draws while a clock runs, and for a while after, until needles have come to rest: thirty times a second, since
 * figures and spectra change no faster than the eye follows. All running views share one beat.
 */
import type { Clock } from '../audio/program.ts';

const REST_MS = 4000;
/** From one picture to the timer: ends between two refreshes at 60 and at 120 Hz, so that the next is 33 ms after. */
const PAUSE_MS = 26;

const awake = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Timer first, then the next refresh: the screen is not kept busy in between. */
function beat(): void {
  timer = setTimeout(() => {
    requestAnimationFrame(() => {
      timer = undefined;
      for (const step of [...awake]) step();
      if (awake.size > 0) beat();
    });
  }, PAUSE_MS);
}

export class RunningView {
  readonly #unsubscribe: () => void;
  readonly #step: () => void;
  #until = 0;

  constructor(clock: Clock, draw: () => void) {
    this.#step = () => {
      const now = performance.now();
      if (clock.playing) this.#until = now + REST_MS;
      if (now >= this.#until) awake.delete(this.#step);
      draw();
    };
    this.#unsubscribe = clock.subscribe(() => this.#wake());
    this.#wake();
  }

  dispose(): void {
    awake.delete(this.#step);
    this.#unsubscribe();
  }

  #wake(): void {
    this.#until = performance.now() + REST_MS;
    awake.add(this.#step);
    if (timer === undefined) beat();
  }
}
