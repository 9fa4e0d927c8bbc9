import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestServer, testServer } from './testing/testServer.ts';

let t: TestServer;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'studiohand-page-'));
  await mkdir(join(folder, 'web', 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.json'), '{"secret":1}');
  await writeFile(join(folder, 'web', 'index.html'), '<!doctype html><title>Studiohand</title>');
  await writeFile(join(folder, 'web', 'assets', 'main.js'), 'export {};');
  await symlink(join(folder, 'secret.json'), join(folder, 'web', 'link.json'));
  t = await testServer({ studioFolder: join(folder, 'web') });
});
afterAll(async () => {
  await t.close();
  await rm(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** A request with exactly these headers and this path: fetch would tidy both. */
function send(path: string, options: http.RequestOptions & { body?: string; raw?: boolean } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { body, ...rest } = options;
    const headers = { host: `127.0.0.1:${t.server.port}`, ...(options.headers as Record<string, string>) };
    const request = http.request(
      { host: '127.0.0.1', port: t.server.port, path, agent: false, ...rest, headers },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
      },
    );
    request.on('error', reject).end(body);
  });
}

/** The HTTP layer answers 400 to a Host that is no host; our guard 421 to a wrong one. */
const REFUSED = [400, 421];

/** Status of a request sent as these very lines. */
function rawStatus(head: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(t.server.port, '127.0.0.1', () => socket.write(`${head}Connection: close\r\n\r\n`));
    socket.once('data', (part) => {
      resolve(Number(String(part).split(' ')[1]));
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

const bearer = (): Record<string, string> => ({ authorization: `Bearer ${t.token}` });
const sessions = (headers: Record<string, string>): Promise<Answer> =>
  send('/api/v1/sessions', { headers: { ...bearer(), ...headers } });

describe('the Host check', () => {
  it.each([
    'evil.example',
    'evil.example:PORT',
    '127.0.0.1:1',
    '127.0.0.1',
    '0.0.0.0:PORT',
    '127.0.0.1:PORT.evil.example',
    'localhost.:PORT',
  ])('turns %s away with 421, token or not', async (pattern) => {
    const host = pattern.replace('PORT', String(t.server.port));
    for (const path of ['/api/v1/sessions', '/', '/assets/main.js', '/api/v1/events']) {
      expect((await send(path, { headers: { ...bearer(), host } })).status).toBeOneOf(REFUSED);
    }
  });

  it('turns requests without or with two hosts away', async () => {
    for (const lines of ['Host:', `Host: evil.example\r\nHost: 127.0.0.1:${t.server.port}`, 'X: y']) {
      const head = `GET /api/v1/sessions HTTP/1.1\r\n${lines}\r\nAuthorization: Bearer ${t.token}\r\n`;
      expect(await rawStatus(head)).toBeOneOf(REFUSED);
    }
    const whole = `GET http://127.0.0.1:${t.server.port}/api/v1/sessions HTTP/1.1\r\nHost: evil.example\r\n`;
    expect(await rawStatus(whole)).toBeOneOf(REFUSED);
  });

  it('lets the names of this computer through', async () => {
    for (const name of ['127.0.0.1', 'localhost', '[::1]']) {
      expect((await sessions({ host: `${name}:${t.server.port}` })).status).toBe(200);
    }
  });
});

describe('the Origin and Fetch-Metadata checks', () => {
  it.each([
    'http://evil.example',
    'null',
    'https://127.0.0.1:PORT',
    'http://127.0.0.1:1',
    'http://127.0.0.1:PORT.evil.example',
  ])('refuses the origin %s with 403', async (pattern) => {
    const origin = pattern.replace('PORT', String(t.server.port));
    expect((await sessions({ origin })).status).toBe(403);
    expect((await send('/', { headers: { origin } })).status).toBe(403);
  });

  it('refuses requests that other sites start, also to the page and before the launch', async () => {
    for (const site of ['cross-site', 'same-site']) {
      const headers = { 'sec-fetch-site': site };
      expect((await sessions(headers)).status).toBe(403);
      expect((await send('/', { headers })).status).toBe(403);
      const body = JSON.stringify({ launchToken: 'x' });
      const launch = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body };
      expect((await send('/api/v1/launch', launch)).status).toBe(403);
    }
  });

  it('lets the page itself and typed addresses through', async () => {
    const origin = `http://127.0.0.1:${t.server.port}`;
    expect((await sessions({ origin, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect((await send('/', { headers: { 'sec-fetch-site': 'none' } })).status).toBe(200);
  });

  it('never sends a CORS header, and answers no preflight', async () => {
    const answer = await send('/api/v1/sessions', {
      method: 'OPTIONS',
      headers: { origin: 'http://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(answer.status).toBe(403);
    for (const { headers } of [answer, await sessions({})]) {
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });
});

describe('the token', () => {
  it.each([
    ['missing', undefined],
    ['wrong', `Bearer ${'A'.repeat(43)}`],
    ['short', 'Bearer abc'],
    ['of another scheme', 'Basic abc'],
  ])('is refused with 401 when it is %s', async (_, authorization) => {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    for (const path of ['/sessions', '/events', '/tools', '/openapi.json', '/audio/sources/x/file', '/nowhere']) {
      expect((await send(`/api/v1${path}`, { headers })).status).toBe(401);
    }
  });

  it('is not taken from the address or a cookie', async () => {
    expect((await send(`/api/v1/events?token=${t.token}`)).status).toBe(401);
    expect((await send('/api/v1/sessions', { headers: { cookie: `token=${t.token}` } })).status).toBe(401);
  });

  it('comes once for each launch token', async () => {
    const launch = async (launchToken: string): Promise<number> =>
      (
        await send('/api/v1/launch', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ launchToken }),
        })
      ).status;
    expect(await launch(t.server.launchToken)).toBe(401);
    expect(await launch('A'.repeat(43))).toBe(401);
    const fresh = t.server.newUrl().split('#t=')[1] ?? '';
    expect(await launch(fresh)).toBe(200);
    expect(await launch(fresh)).toBe(401);
  });
});

describe('writes', () => {
  it.each([
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain',
    'text/plain;application/json',
  ])('refuse bodies of type %s with 415', async (type) => {
    const init = { method: 'POST', headers: { ...bearer(), 'content-type': type }, body: '{"title":"x"}' };
    expect((await send('/api/v1/sessions', init)).status).toBe(415);
  });

  it('refuse a body without a type, JSON that is none, unknown fields and bodies that are too large', async () => {
    const post = async (body: string, headers: Record<string, string>): Promise<number> =>
      (await send('/api/v1/sessions', { method: 'POST', headers: { ...bearer(), ...headers }, body })).status;
    const json = { 'content-type': 'application/json' };
    expect(await post('{"title":"x"}', {})).toBe(415);
    expect(await post('{"title":', json)).toBe(400);
    expect(await post('{"title":"x","more":1}', json)).toBe(400);
    expect(await post(JSON.stringify({ title: 'x'.repeat(2 ** 20) }), json)).toBe(413);
  });
});

describe('files of the page', () => {
  it('are served with a strict policy; views without an ending get the start page', async () => {
    for (const path of ['/', '/session/abc']) {
      const { status, headers, body } = await send(path);
      expect(status).toBe(200);
      expect(body).toContain('Studiohand');
      expect(headers['content-security-policy']).toContain("script-src 'self' 'wasm-unsafe-eval'");
      expect(headers['cross-origin-opener-policy']).toBe('same-origin');
      expect(headers['cross-origin-embedder-policy']).toBe('require-corp');
      expect(headers['cross-origin-resource-policy']).toBe('same-origin');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
    }
    expect((await send('/assets/main.js')).headers['content-type']).toContain('javascript');
    expect((await sessions({})).headers['content-security-policy']).toContain("default-src 'none'");
  });

  it.each([
    '/../secret.json',
    '/assets/../../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/assets/..%5c..%5csecret.json',
    '/....//secret.json',
    '/link.json',
    '/%00.json',
    '/%E0%A4%A.json',
    '//etc/passwd.txt',
  ])('stay inside their folder: %s', async (path) => {
    const answer = await send(path);
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('secret":1');
  });
});
