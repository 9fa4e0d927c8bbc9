import { useSyncExternalStore } from 'react';

/** A value that changes by replacement. */
export interface Store<T> {
  get(): T;
  /** Replaces some fields. */
  set(change: Partial<T> | ((now: T) => Partial<T>)): void;
  subscribe(listener: () => void): () => void;
}

/** A store of one immutable record. */
export function createStore<T extends object>(first: T): Store<T> {
  let now = first;
  const listeners = new Set<() => void>();
  return {
    get: () => now,
    set(change) {
      now = { ...now, ...(typeof change === 'function' ? change(now) : change) };
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A part of a store in a component. `pick` must return the same reference while the part has not changed. */
export function useStore<T, P>(store: Store<T>, pick: (now: T) => P): P {
  return useSyncExternalStore(store.subscribe, () => pick(store.get()));
}

/** Values by key that change often and are shown without React: listeners get the new value. */
export class Live<T> {
  readonly #values = new Map<string, T>();
  readonly #listeners = new Map<string, Set<(value: T) => void>>();

  get(key: string): T | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: T): void {
    this.#values.set(key, value);
    for (const listener of this.#listeners.get(key) ?? []) listener(value);
  }

  delete(key: string): void {
    this.#values.delete(key);
  }

  /** Calls with the present value, if any, and with every later one. */
  watch(key: string, listener: (value: T) => void): () => void {
    const set = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, set.add(listener));
    const value = this.#values.get(key);
    if (value !== undefined) listener(value);
    return () => set.delete(listener);
  }
}
