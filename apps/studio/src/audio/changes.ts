/** A list of listeners for discrete changes. */
export class Changes {
  readonly #listeners = new Set<() => void>();

  /** Calls `listener` at every change; the result ends that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  clear(): void {
    this.#listeners.clear();
  }
}
