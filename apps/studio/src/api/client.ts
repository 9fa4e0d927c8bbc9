import type {
  Decision,
  ExportRecord,
  Job,
  JobState,
  ListeningTest,
  PlanStep,
  Session,
  Source,
  Take,
  ToolDescription,
} from '@studiohand/core/engine';
import type { Plan } from '@studiohand/core/tool';
import { errorFromAnswer, offline } from './errors.ts';
import type { ExportOptions, ExportPreview, SessionContents } from './types.ts';

const TOKEN_KEY = 'studiohand.token';

/** Everything the studio asks of the server. Every call rejects with ApiError. */
export class Client {
  readonly base: string;
  readonly token: string;

  constructor(base: string, token: string) {
    this.base = base;
    this.token = token;
  }

  /** Raw answer of a request under /api/v1; 2xx only. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('Authorization', `Bearer ${this.token}`);
    const answer = await send(`${this.base}${path}`, { ...init, headers });
    if (!answer.ok) throw errorFromAnswer(answer.status, await answer.text());
    return answer;
  }

  async #json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const writes = method !== 'GET';
    const answer = await this.fetch(path, {
      method,
      ...(writes
        ? { headers: { 'Content-Type': 'application/json' }, body: body === undefined ? '{}' : JSON.stringify(body) }
        : {}),
    });
    const text = await answer.text();
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  tools(): Promise<readonly ToolDescription[]> {
    return this.#json('GET', '/tools');
  }

  sessions(): Promise<readonly Session[]> {
    return this.#json('GET', '/sessions?limit=200');
  }

  createSession(title: string): Promise<Session> {
    return this.#json('POST', '/sessions', { title });
  }

  createDemoSession(stems: boolean): Promise<Session> {
    return this.#json('POST', `/sessions/demo?stems=${stems}`, {});
  }

  session(id: string): Promise<SessionContents> {
    return this.#json('GET', `/sessions/${id}`);
  }

  renameSession(id: string, title: string): Promise<Session> {
    return this.#json('PATCH', `/sessions/${id}`, { title });
  }

  deleteSession(id: string): Promise<void> {
    return this.#json('DELETE', `/sessions/${id}`);
  }

  saveView(sessionId: string, view: unknown): Promise<void> {
    return this.#json('PUT', `/sessions/${sessionId}/view`, view);
  }

  /** Streams a file up. `onProgress` gets 0..1 of the bytes sent; import itself goes on after 1. */
  upload(sessionId: string, file: File, onProgress: (fraction: number) => void, signal: AbortSignal): Promise<Source> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('PUT', `${this.base}/sessions/${sessionId}/sources?name=${encodeURIComponent(file.name)}`);
      request.setRequestHeader('Authorization', `Bearer ${this.token}`);
      request.setRequestHeader('Content-Type', 'application/octet-stream');
      request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
      request.onload = () => {
        if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as Source);
        else reject(errorFromAnswer(request.status, request.responseText));
      };
      request.onerror = () => reject(offline());
      request.onabort = () => reject(new DOMException('Cancelled.', 'AbortError'));
      signal.addEventListener('abort', () => request.abort(), { once: true });
      request.send(file);
    });
  }

  addJob(job: {
    sessionId: string;
    sourceId: string;
    kind: 'analyse' | 'render';
    tool: string;
    params: Readonly<Record<string, unknown>>;
    plan?: Plan;
    companionIds?: readonly string[];
    priority?: number;
  }): Promise<Job> {
    return this.#json('POST', '/jobs', job);
  }

  jobs(options: { sessionId?: string; states?: readonly JobState[]; limit?: number } = {}): Promise<readonly Job[]> {
    const query = new URLSearchParams({ limit: String(options.limit ?? 100) });
    if (options.sessionId !== undefined) query.set('sessionId', options.sessionId);
    if (options.states !== undefined) query.set('states', options.states.join(','));
    return this.#json('GET', `/jobs?${query}`);
  }

  job(id: string): Promise<Job> {
    return this.#json('GET', `/jobs/${id}`);
  }

  cancelJob(id: string): Promise<Job> {
    return this.#json('POST', `/jobs/${id}/cancel`);
  }

  retryJob(id: string): Promise<Job> {
    return this.#json('POST', `/jobs/${id}/retry`);
  }

  moveJob(id: string, change: { priority?: number; position?: number }): Promise<Job> {
    return this.#json('PATCH', `/jobs/${id}`, change);
  }

  plans(sourceId: string, tool: string): Promise<{ steps: readonly PlanStep[]; currentId: string | null }> {
    return this.#json('GET', `/plans?${new URLSearchParams({ sourceId, tool })}`);
  }

  addPlanStep(step: Omit<PlanStep, 'id' | 'createdAt'>): Promise<PlanStep> {
    return this.#json('POST', '/plans', step);
  }

  setCurrentPlanStep(sourceId: string, tool: string, stepId: string): Promise<void> {
    return this.#json('PUT', '/plans/current', { sourceId, tool, stepId });
  }

  renameTake(id: string, name: string): Promise<Take> {
    return this.#json('PATCH', `/takes/${id}`, { name });
  }

  decide(takeId: string, verdict: Decision['verdict'], note: string): Promise<Decision> {
    return this.#json('POST', `/takes/${takeId}/decisions`, { verdict, note });
  }

  addListeningTest(takeId: string, test: Omit<ListeningTest, 'id' | 'takeId' | 'createdAt'>): Promise<ListeningTest> {
    return this.#json('POST', `/takes/${takeId}/listening-tests`, test);
  }

  exportPreview(takeId: string, options: ExportOptions): Promise<ExportPreview> {
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries(options)) if (value !== undefined) query.set(key, String(value));
    return this.#json('GET', `/takes/${takeId}/export-preview?${query}`);
  }

  export(takeId: string, options: ExportOptions): Promise<ExportRecord> {
    return this.#json('POST', `/takes/${takeId}/exports`, options);
  }

  revealExport(id: string): Promise<void> {
    return this.#json('POST', `/exports/${id}/reveal`);
  }
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, redirect: 'error', credentials: 'omit', cache: 'no-store' });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw offline();
  }
}

/**
 * Connects this tab: exchanges the launch token of the address (#t=...) for a session token, or takes the one this
 * tab already has. ApiError 'locked' when there is neither. The launch token leaves the address bar at once.
 */
export async function connect(base: string): Promise<Client> {
  const launchToken = new URLSearchParams(location.hash.slice(1)).get('t');
  if (launchToken !== null) {
    history.replaceState(null, '', location.pathname + location.search);
    const answer = await send(`${base}/launch`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ launchToken }),
    });
    if (answer.ok) sessionStorage.setItem(TOKEN_KEY, ((await answer.json()) as { token: string }).token);
    else if (sessionStorage.getItem(TOKEN_KEY) === null) throw errorFromAnswer(answer.status, await answer.text());
  }
  const token = sessionStorage.getItem(TOKEN_KEY);
  if (token === null) throw errorFromAnswer(401, '');
  return new Client(base, token);
}
