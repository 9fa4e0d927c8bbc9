/**
 * Chromium driven by the few messages of its protocol that a measurement needs. Playwright would not do: it has the
 * browser keep the bodies of up to 200 MB of answers for its inspector, and tells it of every request.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Answer = Readonly<Record<string, unknown>>;

export interface BareBrowser {
  /** Process id of the browser. */
  readonly pid: number;
  /** Sends a message to the page, or to the browser with `browser`. */
  send(method: string, params?: Answer, to?: 'page' | 'browser'): Promise<Answer>;
  /** Value of an expression in the page; promises are awaited. */
  evaluate<T>(expression: string): Promise<T>;
  /** Polls until an expression is true; rejects after a minute. */
  until(expression: string): Promise<void>;
  wait(ms: number): Promise<void>;
  close(): Promise<void>;
}

const READY_MS = 60_000;

export async function openBareBrowser(executablePath: string, url: string): Promise<BareBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'studiohand-bench-'));
  const child = spawn(
    executablePath,
    [
      '--headless',
      '--no-sandbox',
      '--no-first-run',
      '--autoplay-policy=no-user-gesture-required',
      '--window-size=1280,800',
      '--remote-debugging-port=0',
      `--user-data-dir=${folder}`,
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  for await (const part of child.stderr) {
    said += String(part);
    if (/DevTools listening on (ws:\S+)/.test(said)) break;
  }
  const socket = new WebSocket(/DevTools listening on (ws:\S+)/.exec(said)?.[1] ?? '');
  await once(socket, 'open');
  const waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  socket.addEventListener('message', ({ data }) => {
    const { id, result, error } = JSON.parse(String(data)) as { id?: number; result?: Answer; error?: Answer };
    const pending = id === undefined ? undefined : waiting.get(id);
    if (error) pending?.reject(new Error(String(error['message'])));
    else pending?.resolve(result ?? {});
    if (id !== undefined) waiting.delete(id);
  });
  let last = 0;
  let sessionId: unknown;
  const send: BareBrowser['send'] = (method, params = {}, to = 'page') =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, { resolve, reject });
      socket.send(JSON.stringify({ id, method, params, ...(to === 'page' ? { sessionId } : {}) }));
    });
  const { targetInfos } = await send('Target.getTargets', {}, 'browser');
  const page = (targetInfos as { type: string; targetId: string }[]).find(({ type }) => type === 'page');
  ({ sessionId } = await send('Target.attachToTarget', { targetId: page?.targetId, flatten: true }, 'browser'));
  if (url !== 'about:blank') await send('Page.navigate', { url });
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  const evaluate = async <T>(expression: string): Promise<T> => {
    const answer = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (answer['exceptionDetails']) throw new Error(JSON.stringify(answer['exceptionDetails']));
    return (answer['result'] as { value: T }).value;
  };
  return {
    pid: child.pid as number,
    send,
    evaluate,
    wait,
    async until(expression): Promise<void> {
      for (const end = performance.now() + READY_MS; performance.now() < end; await wait(100))
        if (await evaluate<boolean>(`Boolean(${expression})`).catch(() => false)) return;
      throw new Error(`Never came: ${expression}`);
    },
    async close(): Promise<void> {
      const ended = once(child, 'exit');
      await send('Browser.close', {}, 'browser').catch(() => undefined);
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
