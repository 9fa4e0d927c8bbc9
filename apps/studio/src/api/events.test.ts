import { describe, expect, it } from 'vitest';
import { messages, type StreamMessage } from './events.ts';

function streamOf(text: string, cut: number): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  return new ReadableStream({
    start(controller): void {
      for (let at = 0; at < bytes.length; at += cut) controller.enqueue(bytes.subarray(at, at + cut));
      controller.close();
    },
  });
}

async function read(text: string, cut: number): Promise<StreamMessage[]> {
  const all: StreamMessage[] = [];
  for await (const message of messages(streamOf(text, cut))) all.push(message);
  return all;
}

describe('event streams', () => {
  const text =
    'retry: 1000\n\n: still here\n\nid: r-1\nevent: job\ndata: {"name":"Größe"}\n\ndata: one\ndata: two\n\nid: x\n\n';
  const wanted = [
    { id: 'r-1', event: 'job', data: '{"name":"Größe"}' },
    { id: null, event: 'message', data: 'one\ntwo' },
  ];

  it.each(['\n', '\r\n', '\r'])('reads the same messages however they are cut, with line ends %j', async (end) => {
    const stream = text.replaceAll('\n', end);
    for (const cut of [1, 2, 3, 5, 7, 1000]) expect(await read(stream, cut)).toEqual(wanted);
  });

  it('leaves out a message that was not finished', async () => {
    expect(await read('data: whole\n\ndata: half', 4)).toEqual([{ id: null, event: 'message', data: 'whole' }]);
  });
});
