import type { Job } from '@studiohand/core/engine';
import { type Client, connect } from '../api/client.ts';
import { ApiError, asApiError } from '../api/errors.ts';
import { listen } from '../api/events.ts';
import { pcmReader, peaksReader } from '../api/readers.ts';
import type { ServerEvent } from '../api/types.ts';
import type { CombReader, PeaksReader } from '../audio/index.ts';
import { analysed } from './analyses.ts';
import { importProgressed } from './imports.ts';
import { jobChanged } from './jobs.ts';
import { openSession, refreshSession } from './sessions.ts';
import { type DeskState, FIRST_STATE, type Notice } from './state.ts';
import { createStore, Live, type Store } from './store.ts';

const LAST_SESSION_KEY = 'studiohand.session';
const NOTICE_MS = 6000;

/** Progress of a job or upload. */
export interface Progress {
  /** 0..1. */
  readonly fraction: number;
  readonly etaSeconds: number | null;
  readonly stage: string;
}

/** The studio's one object: state, server, progress. Actions are functions over it, in the files beside this one. */
export class Desk {
  readonly store: Store<DeskState> = createStore(FIRST_STATE);
  /** By job or upload id; shown without React. */
  readonly progress: Live<Progress> = new Live();
  /** By upload id: the id under which the server draws its overview. */
  readonly growing: Live<string> = new Live();
  #client: Client | null = null;
  #noticeId = 0;
  readonly #end = new AbortController();

  get client(): Client {
    if (this.#client === null) throw new ApiError('locked', 'Not connected.', 'Reload the page.', 0);
    return this.#client;
  }

  readonly pcm: CombReader = {
    read: (...call) => pcmReader(this.client).read(...call),
    readComb: (...call) => pcmReader(this.client).readComb(...call),
  };
  readonly peaks: PeaksReader = { read: (...call) => peaksReader(this.client).read(...call) };

  /** Connects, loads tools and sessions, and reopens the session this browser had last. */
  async start(base: string): Promise<void> {
    try {
      this.#client = await connect(base);
      const [tools, sessions, jobs] = await Promise.all([
        this.client.tools(),
        this.client.sessions(),
        this.client.jobs({ limit: 100 }),
      ]);
      this.store.set({ phase: 'ready', startError: null, tools, sessions, jobs, toolId: tools[0]?.id ?? null });
    } catch (thrown) {
      const startError = asApiError(thrown);
      this.store.set({ phase: startError.code === 'locked' ? 'locked' : 'failed', startError });
      return;
    }
    void listen(
      this.client,
      {
        onEvent: (event) => this.#onEvent(event),
        onLocked: (startError) => this.store.set({ phase: 'locked', startError }),
        onGap: () => void this.refresh(),
        onConnection: (connected) => {
          if (this.store.get().connected !== connected) this.store.set({ connected });
        },
      },
      this.#end.signal,
    );
    this.#tellInterrupted();
    const { sessions } = this.store.get();
    const last = sessions.find(({ id }) => id === localStorage.getItem(LAST_SESSION_KEY)) ?? sessions[0];
    if (last !== undefined) await openSession(this, last.id);
  }

  #tellInterrupted(): void {
    const count = this.store.get().jobs.filter(({ state }) => state === 'interrupted').length;
    if (count === 0) return;
    const text = count === 1 ? 'A job was interrupted.' : `${count} jobs were interrupted.`;
    this.notify('problem', text, 'The studio ended while they ran. Run them again from the job queue.');
  }

  /** Remembers which session to reopen. */
  rememberSession(id: string | null): void {
    if (id === null) localStorage.removeItem(LAST_SESSION_KEY);
    else localStorage.setItem(LAST_SESSION_KEY, id);
  }

  /** Asks for everything again that events may have told about. */
  async refresh(): Promise<void> {
    await this.attempt(async () => {
      const [sessions, jobs] = await Promise.all([this.client.sessions(), this.client.jobs({ limit: 100 })]);
      this.store.set({ sessions, jobs });
      for (const job of jobs) this.#progressOf(job);
      const { sessionId } = this.store.get();
      if (sessionId !== null) await refreshSession(this, sessionId);
    });
  }

  #progressOf(job: Job): void {
    const { fraction, etaSeconds, stage } = job;
    this.progress.set(job.id, { fraction, etaSeconds, stage });
  }

  #onEvent(event: ServerEvent): void {
    if (event.type === 'job') {
      this.#progressOf(event.data);
      jobChanged(this, event.data);
    } else if (event.type === 'import') {
      importProgressed(this, event.data);
    } else if (event.type === 'reset') {
      void this.refresh();
    } else if (event.data.what !== 'plan') {
      void this.attempt(() => this.#sessionChanged(event.data.sessionId, event.data.what));
    }
  }

  async #sessionChanged(id: string, what: string): Promise<void> {
    const known = this.store.get().sessions.some((session) => session.id === id);
    if (!known || what === 'title' || what === 'deleted') this.store.set({ sessions: await this.client.sessions() });
    if (id === this.store.get().sessionId && what !== 'deleted') await refreshSession(this, id);
  }

  /** Takes in the report and plan of an analysis. */
  analysisDone(job: Job): void {
    void this.attempt(() => analysed(this, job));
  }

  /** Runs an action; failures become a notice. Returns undefined then. */
  async attempt<T>(action: () => Promise<T>): Promise<T | undefined> {
    try {
      return await action();
    } catch (thrown) {
      if (thrown instanceof DOMException && thrown.name === 'AbortError') return undefined;
      const error = asApiError(thrown);
      if (error.code === 'locked') this.store.set({ phase: 'locked', startError: error });
      else this.notify('problem', error.message, error.hint);
      return undefined;
    }
  }

  /** Shows and speaks a message. Good news leaves by itself; problems stay until closed. */
  notify(kind: Notice['kind'], text: string, hint = ''): void {
    const id = ++this.#noticeId;
    this.store.set(({ notices }) => ({
      notices: [...notices.filter((n) => n.text !== text), { id, kind, text, hint }].slice(-4),
      announcement: hint === '' ? text : `${text} ${hint}`,
    }));
    if (kind === 'ok') setTimeout(() => this.dismiss(id), NOTICE_MS);
  }

  dismiss(id: number): void {
    this.store.set(({ notices }) => ({ notices: notices.filter((n) => n.id !== id) }));
  }

  /** Calls with the take that is B, or tells that there is none. */
  withTake(call: (takeId: string) => void): void {
    const { takeId } = this.store.get();
    if (takeId !== null) call(takeId);
    else this.notify('ok', 'No take chosen yet: render one first.');
  }

  dispose(): void {
    this.#end.abort();
  }
}
