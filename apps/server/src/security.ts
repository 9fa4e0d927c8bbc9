/**
 * The guard in front of every request. Listening on 127.0.0.1 protects nothing by itself: any web page can send
 * requests there. The Host check stops DNS rebinding (a rebound same-origin GET carries no Origin), Origin and
 * Fetch-Metadata stop other sites, the content types of writes force a preflight, and the token is the second,
 * independent barrier. Rules after OWASP ASVS 5.0.0 3.5 and 7.2.3.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { Refusal } from './errors.ts';

/** Where the API begins; everything else is a static file and needs no token. */
export const API: '/api/v1' = '/api/v1';

const READING: readonly string[] = ['GET', 'HEAD'];
const BODY_TYPES: readonly string[] = ['application/json', 'application/octet-stream'];

const COMMON_HEADERS: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};
const API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox";
/** Worklets and workers come from our own origin or from blobs made by our own scripts; WASM may be compiled. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "media-src 'self' blob:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** 256 bits from the system generator, 43 characters in base64url. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Compares secrets in a time that tells nothing about where they differ. */
export function sameSecret(given: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

/** Launch tokens, each good for one exchange, and the token of this run of the server. */
export class Tokens {
  readonly session: string = newToken();
  readonly #launches = new Set<string>();

  newLaunch(): string {
    const token = newToken();
    this.#launches.add(token);
    return token;
  }

  /** Exchanges a launch token. Throws Refusal 401 when it is unknown or was used before. */
  redeem(given: string): string {
    let found: string | undefined;
    for (const launch of this.#launches) if (sameSecret(given, launch)) found = launch;
    if (found === undefined) {
      throw new Refusal(401, 'This launch link was used already or is not known.', 'Open Studiohand anew.');
    }
    this.#launches.delete(found);
    return this.session;
  }

  accepts(authorization: string | undefined): boolean {
    const bearer = /^Bearer ([\w-]{43})$/.exec(authorization ?? '');
    return bearer !== null && sameSecret(bearer[1] ?? '', this.session);
  }
}

function isApi(path: string): boolean {
  return path === '/api' || path.startsWith('/api/');
}

function hasBody(c: Context): boolean {
  const length = c.req.header('content-length');
  return (length !== undefined && length !== '0') || c.req.header('transfer-encoding') !== undefined;
}

function check(c: Context, port: number, tokens: Tokens): void {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
  const { method, path } = c.req;
  if (!hosts.includes(c.req.header('host') ?? '')) {
    throw new Refusal(421, 'This address is not the one Studiohand listens on.', `Open http://127.0.0.1:${port}/.`);
  }
  const origin = c.req.header('origin');
  if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`)) {
    throw new Refusal(403, 'Requests from other web sites are refused.', 'Use the Studiohand page.');
  }
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw new Refusal(403, 'Requests from other web sites are refused.', 'Open the address in a tab of its own.');
  }
  if (!isApi(path)) {
    if (!READING.includes(method)) throw new Refusal(403, 'Files of the page are only read.', `Use ${API}.`);
    return;
  }
  if (!READING.includes(method)) {
    const type = c.req.header('content-type');
    const allowed = type === undefined ? !hasBody(c) : BODY_TYPES.includes(type.split(';')[0]?.trim() ?? '');
    if (!allowed) {
      throw new Refusal(415, `Bodies of type ${type ?? 'unknown'} are refused.`, `Send ${BODY_TYPES.join(' or ')}.`);
    }
  }
  if (path === `${API}/launch` && method === 'POST') return;
  if (!tokens.accepts(c.req.header('authorization'))) {
    throw new Refusal(401, 'The token is missing or wrong.', 'Open Studiohand anew from its launch link.');
  }
}

/** Middleware with every rule; errors go through the app's error handler, headers onto every answer. */
export function guard(port: number, tokens: Tokens): MiddlewareHandler {
  return async (c, next) => {
    check(c, port, tokens);
    await next();
  };
}

/** Middleware that puts the security headers onto every answer, refusals included. No CORS header is ever sent. */
export function securityHeaders(): MiddlewareHandler {
  return async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(COMMON_HEADERS)) c.res.headers.set(name, value);
    c.res.headers.set('Content-Security-Policy', isApi(c.req.path) ? API_POLICY : PAGE_POLICY);
    if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store');
  };
}
