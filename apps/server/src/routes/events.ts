import { createRoute } from '@hono/zod-openapi';
import type { Api, ServerDeps } from '../deps.ts';
import { answersBytes } from '../describe.ts';

/** A comment this often tells both ends that the other is still there. */
const HEARTBEAT_MS = 15_000;
/** Events a client may fall behind before it is cut off; it comes back with Last-Event-ID. */
const MAX_BEHIND = 2000;

const events = createRoute({
  method: 'get',
  path: '/events',
  summary: 'Server-sent events: job, session, import, reset; Last-Event-ID is honoured',
  responses: answersBytes('The stream.', 'text/event-stream'),
});

export function addEventRoute(api: Api, { events: hub }: ServerDeps): void {
  api.openapi(events, (c) => {
    const encoder = new TextEncoder();
    let stop = (): void => {};
    const body = new ReadableStream<Uint8Array>(
      {
        start(controller): void {
          let open = true;
          const send = (text: string): void => {
            if (!open) return;
            if ((controller.desiredSize ?? 0) < -MAX_BEHIND) {
              stop();
              controller.close();
            } else controller.enqueue(encoder.encode(text));
          };
          send('retry: 1000\n\n');
          const unlisten = hub.listen(c.req.header('last-event-id') || undefined, ({ id, event, data }) =>
            send(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
          );
          const heartbeat = setInterval(() => send(': still here\n\n'), HEARTBEAT_MS).unref();
          stop = (): void => {
            open = false;
            unlisten();
            clearInterval(heartbeat);
          };
        },
        cancel: () => stop(),
      },
      new CountQueuingStrategy({ highWaterMark: 1 }),
    );
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' } });
  });
}
