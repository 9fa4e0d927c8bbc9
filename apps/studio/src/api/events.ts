import type { Client } from './client.ts';
import { ApiError } from './errors.ts';
import type { ServerEvent } from './types.ts';

/** What to call while listening. `onGap` comes after every reconnect: events may have been missed, ask again. */
export interface EventHandlers {
  onEvent(event: ServerEvent): void;
  onGap(): void;
  /** The token is no longer valid; listening has ended. */
  onLocked(error: ApiError): void;
  /** False while the server does not answer. */
  onConnection(connected: boolean): void;
}

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 8000;
const KNOWN: ReadonlySet<string> = new Set<ServerEvent['type']>(['job', 'session', 'import', 'reset']);

/**
 * Server-sent events read with fetch, because EventSource cannot send a token. Reconnects with growing pauses and
 * names the last event it saw. Ends with `signal`.
 */
export async function listen(client: Client, handlers: EventHandlers, signal: AbortSignal): Promise<void> {
  let lastId: string | null = null;
  let pauseMs = FIRST_RETRY_MS;
  let first = true;
  while (!signal.aborted) {
    try {
      const answer = await client.fetch('/events', {
        headers: { Accept: 'text/event-stream', ...(lastId === null ? {} : { 'Last-Event-ID': lastId }) },
        signal,
      });
      handlers.onConnection(true);
      if (!first) handlers.onGap();
      first = false;
      pauseMs = FIRST_RETRY_MS;
      for await (const message of messages(answer.body as ReadableStream<Uint8Array>)) {
        if (message.id !== null) lastId = message.id;
        if (KNOWN.has(message.event)) {
          handlers.onEvent({ type: message.event, data: JSON.parse(message.data) } as ServerEvent);
        }
      }
    } catch (thrown) {
      if (signal.aborted) return;
      if (thrown instanceof ApiError && thrown.code === 'locked') {
        handlers.onLocked(thrown);
        return;
      }
    }
    handlers.onConnection(false);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    pauseMs = Math.min(LAST_RETRY_MS, pauseMs * 2);
  }
}

/** One message of an event stream (HTML standard, section 9.2). */
export interface StreamMessage {
  readonly id: string | null;
  readonly event: string;
  readonly data: string;
}

/** Messages of an event stream as they arrive. Lines may end in LF, CRLF or CR. */
export async function* messages(stream: ReadableStream<Uint8Array>): AsyncGenerator<StreamMessage> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      rest += decoder.decode(value, { stream: true });
      const held = rest.endsWith('\r') ? rest.length - 1 : rest.length;
      const lines = rest.slice(0, held).replaceAll('\r\n', '\n').replaceAll('\r', '\n').split('\n\n');
      rest = (lines.pop() as string) + rest.slice(held);
      for (const block of lines) {
        const message = parseMessage(block);
        if (message !== null) yield message;
      }
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

function parseMessage(block: string): StreamMessage | null {
  let id: string | null = null;
  let event = 'message';
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon === 0) continue;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'id') id = value;
    else if (name === 'event') event = value;
    else if (name === 'data') data.push(value);
  }
  return data.length === 0 ? null : { id, event, data: data.join('\n') };
}
