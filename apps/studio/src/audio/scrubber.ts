/** Scrubbing: short grains of sound at the places the pointer passes, as many as can be told apart. */

const GRAIN_SECONDS = 0.09;
const GRAIN_INTERVAL_MS = 45;

export class Scrubber {
  readonly #play: (seconds: number) => void;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #before: { readonly playing: boolean } | null = null;

  /** `play` sounds a grain of the place that is current by then. */
  constructor(play: (seconds: number) => void) {
    this.#play = play;
  }

  /** Between the first move and the end. */
  get active(): boolean {
    return this.#before !== null;
  }

  /** The pointer moved; `playing` is remembered from the first move on. */
  move(playing: boolean): void {
    this.#before ??= { playing };
    this.#waiting ??= setTimeout(() => {
      this.#waiting = undefined;
      if (this.#before) this.#play(GRAIN_SECONDS);
    }, GRAIN_INTERVAL_MS);
  }

  /** Ends it; whether it was playing before, null where nothing was scrubbed. */
  end(): boolean | null {
    const before = this.#before;
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    this.#before = null;
    return before?.playing ?? null;
  }
}
