import type { Session } from '@studiohand/core/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventHub } from './desk/eventHub.ts';
import { type TestServer, testServer } from './testing/testServer.ts';

interface Received {
  readonly id: string;
  readonly event: string;
  readonly data: { readonly sessionId?: string; readonly what?: string };
}

let t: TestServer;
beforeAll(async () => {
  t = await testServer();
});
afterAll(() => t.close());

/** Collects events until `count` are there. */
async function listen(count: number, lastEventId?: string, act?: () => Promise<unknown>): Promise<Received[]> {
  const controller = new AbortController();
  const headers: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  const response = await t.fetch('/events', { signal: controller.signal, headers });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  await act?.();
  const received: Received[] = [];
  let text = '';
  for await (const part of (response.body as ReadableStream).pipeThrough(new TextDecoderStream())) {
    text += part;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [, id, event, data] = /^id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(text.slice(0, end)) ?? [];
      if (id && event && data) received.push({ id, event, data: JSON.parse(data) });
      text = text.slice(end + 2);
    }
    if (received.length >= count) break;
  }
  controller.abort();
  return received;
}

describe('events', () => {
  it('tell what changes, and those missed are sent again after Last-Event-ID', async () => {
    let session: Session | undefined;
    const live = await listen(2, undefined, async () => {
      session = await t.session('One');
      await t.json('PATCH', `/sessions/${session.id}`, { title: 'Two' });
    });
    expect(live.map(({ event, data }) => [event, data.what])).toEqual([
      ['session', 'created'],
      ['session', 'title'],
    ]);
    expect(live[0]?.data.sessionId).toBe(session?.id);
    await t.session('Three');
    const replayed = await listen(2, live[0]?.id);
    expect(replayed[0]).toEqual(live[1]);
    expect(replayed[1]?.data.what).toBe('created');
  });

  it('say reset to a client of another run, of the future, or with nonsense', async () => {
    const [known] = await listen(1, undefined, () => t.session());
    const run = known?.id.split('-')[0];
    for (const id of ['0badcafe-1', `${run}-999999`, 'nonsense', '']) {
      const [first] = await listen(1, id, () => t.session());
      expect(first?.event).toBe(id === '' ? 'session' : 'reset');
    }
  });
});

describe('EventHub', () => {
  it('keeps the last 1,000 events, and says reset to those who missed more', () => {
    const hub = new EventHub();
    const ids: string[] = [];
    hub.listen(undefined, ({ id }) => ids.push(id));
    for (let n = 0; n < 1500; n++) hub.session(String(n), 'title');
    const heard = (last: string | undefined): string[] => {
      const events: string[] = [];
      hub.listen(last, ({ event, data }) => events.push(event === 'session' ? data.sessionId : event))();
      return events;
    };
    expect(heard(ids[1499])).toEqual([]);
    expect(heard(ids[1497])).toEqual(['1498', '1499']);
    expect(heard(ids[499])).toHaveLength(1000);
    expect(heard(ids[498])).toEqual(['reset']);
  });
});
