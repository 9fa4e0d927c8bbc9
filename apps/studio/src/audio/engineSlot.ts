/** The one audio graph that runs: opened once however often it is asked for, let go when closed while it opens. */
import type { Engine } from './engine.ts';

/** Begins to open an engine; null when none is wanted. `again`: the one before came too late to be of use. */
export type MakeEngine = (again: boolean) => Promise<Engine> | null;

export class EngineSlot {
  readonly #make: MakeEngine;
  readonly #onOpen: (engine: Engine) => void;
  #engine: Engine | null = null;
  #opening: Promise<Engine | null> | null = null;
  /** Raised when an engine being opened is no longer wanted. */
  #epoch = 0;

  constructor(make: MakeEngine, onOpen: (engine: Engine) => void) {
    this.#make = make;
    this.#onOpen = onOpen;
  }

  get current(): Engine | null {
    return this.#engine;
  }

  /** Rejects when it cannot be opened. */
  async open(): Promise<Engine | null> {
    if (this.#engine) return this.#engine;
    this.#opening ??= this.#start().finally(() => {
      this.#opening = null;
    });
    return await this.#opening;
  }

  close(): void {
    this.#epoch++;
    this.#engine?.close();
    this.#engine = null;
  }

  async #start(): Promise<Engine | null> {
    for (let again = false; ; again = true) {
      const opening = this.#make(again);
      if (opening === null) return null;
      const epoch = this.#epoch;
      const engine = await opening;
      if (epoch === this.#epoch) {
        this.#engine = engine;
        this.#onOpen(engine);
        return engine;
      }
      engine.close();
    }
  }
}
