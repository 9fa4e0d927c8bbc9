import type { Job } from '@studiohand/core/engine';

/** Below this share done, a guess at the time left would be noise. */
const FIRST_GUESS = 0.02;

/** Live progress of a running job; it is not stored. */
export class JobProgress {
  readonly #startMs: number = performance.now();
  #stage = '';
  #fraction = 0;

  update(stage: string, fraction: number): void {
    this.#stage = stage;
    this.#fraction = fraction;
  }

  /** The job with what is known now: time left in proportion to the time taken so far. */
  on(job: Job): Job {
    const seconds = (performance.now() - this.#startMs) / 1000;
    const left = this.#fraction < FIRST_GUESS ? null : (seconds * (1 - this.#fraction)) / this.#fraction;
    return { ...job, stage: this.#stage, fraction: this.#fraction, etaSeconds: left };
  }
}
