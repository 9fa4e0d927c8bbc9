import { randomBytes } from 'node:crypto';
import type { Job } from '@studiohand/core/engine';

/** What changed in a session. */
export interface SessionChange {
  readonly sessionId: string;
  readonly what:
    | 'source'
    | 'take'
    | 'decision'
    | 'listening-test'
    | 'export'
    | 'title'
    | 'plan'
    | 'created'
    | 'deleted';
}

/** What clients are told. `reset`: events were missed, load everything again. */
export type DeskEvent =
  | { readonly event: 'job'; readonly data: Job }
  | { readonly event: 'session'; readonly data: SessionChange }
  | { readonly event: 'import'; readonly data: ImportProgress }
  | { readonly event: 'reset'; readonly data: Readonly<Record<string, never>> };

/** A file on its way onto the desk; `id` opens its growing overview under /audio/imports. */
export interface ImportProgress {
  readonly id: string;
  readonly sessionId: string;
  readonly name: string;
  readonly stage: string;
  /** 0..1. */
  readonly fraction: number;
}

/** An event with its id. */
export type NumberedEvent = DeskEvent & { readonly id: string };

/** Events kept for clients that come back. */
const KEPT_EVENTS = 1000;

/**
 * Passes events on to every listener and keeps the last 1,000. Ids are "run-number"; a client that names an id of an
 * earlier run of the server, or one no longer kept, gets `reset` first.
 */
export class EventHub {
  readonly #run: string = randomBytes(4).toString('hex');
  readonly #kept: NumberedEvent[] = [];
  readonly #listeners = new Set<(event: NumberedEvent) => void>();
  #count = 0;

  publish(event: DeskEvent): void {
    const numbered: NumberedEvent = { ...event, id: this.#id(++this.#count) };
    this.#kept.push(numbered);
    if (this.#kept.length > KEPT_EVENTS) this.#kept.shift();
    for (const listener of this.#listeners) listener(numbered);
  }

  /** Tells a session changed. */
  session(sessionId: string, what: SessionChange['what']): void {
    this.publish({ event: 'session', data: { sessionId, what } });
  }

  /** Calls `listener` with what came after `lastEventId`, then with every new event. Returns how to stop. */
  listen(lastEventId: string | undefined, listener: (event: NumberedEvent) => void): () => void {
    for (const event of this.#missed(lastEventId)) listener(event);
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #missed(lastEventId: string | undefined): readonly NumberedEvent[] {
    if (lastEventId === undefined) return [];
    const [run, text] = lastEventId.split('-');
    const last = Number(text);
    const oldest = this.#count - this.#kept.length;
    if (run !== this.#run || !Number.isInteger(last) || last < oldest || last > this.#count) {
      return [{ event: 'reset', data: {}, id: this.#id(this.#count) }];
    }
    return this.#kept.slice(last - oldest);
  }

  #id(number: number): string {
    return `${this.#run}-${number}`;
  }
}
