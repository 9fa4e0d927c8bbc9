import type { Source, Take } from '@studiohand/core/engine';
import { type ListenMode, Player, type ProgramSide } from '../audio/index.ts';
import { Timeline, type Waveform } from '../views/index.ts';
import type { Desk } from './desk.ts';
import { onSessionOpened } from './sessions.ts';
import type { View } from './view.ts';

const SAVE_AFTER_MS = 700;

/** A source or take as the player and the views want it. */
export function sideOf(kind: 'sources' | 'takes', file: Source | Take): ProgramSide {
  const { sampleRateHz, channels, layout, frameCount } = file.audio;
  return { kind, id: file.id, sampleRateHz, channels, layout, frameCount, integratedLufs: file.integratedLufs };
}

/** Keeps player and timeline in step with what is selected, and saves where the producer is. */
export class Listening {
  readonly player: Player;
  readonly timeline: Timeline = new Timeline(0, 48_000);
  /** The waveform on screen, for keys that zoom and scroll. */
  waveform: Waveform | null = null;
  readonly #desk: Desk;
  #loaded = '';
  #sourceId: string | null = null;
  #restoring = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saved = '';

  constructor(desk: Desk) {
    this.#desk = desk;
    this.player = new Player({ reader: desk.pcm });
    desk.store.subscribe(() => {
      this.#load();
      this.#changed();
    });
    this.player.subscribe(() => this.#changed());
    this.timeline.subscribe(() => {
      const { loop } = this.timeline;
      const now = this.player.snapshot.loop;
      if (loop?.fromFrame !== now?.fromFrame || loop?.toFrame !== now?.toFrame) this.player.setLoop(loop);
      this.#changed();
    });
    onSessionOpened(desk, (view) => this.#restore(view));
    addEventListener('pagehide', () => this.#save(true));
  }

  #load(): void {
    const { sources, takes, sourceId, takeId } = this.#desk.store.get();
    const key = `${sourceId} ${takeId}`;
    if (key === this.#loaded) return;
    const source = sources.find(({ id }) => id === sourceId);
    const take = takes.find(({ id }) => id === takeId);
    if ((sourceId !== null && !source) || (takeId !== null && !take)) return;
    this.#loaded = key;
    if (source === undefined) {
      this.#sourceId = null;
      this.player.load(null);
      this.timeline.reset(0, 48_000);
      return;
    }
    if (this.#sourceId !== source.id) this.timeline.reset(source.audio.frameCount, source.audio.sampleRateHz);
    this.#sourceId = source.id;
    this.player.load({ source: sideOf('sources', source), take: take ? sideOf('takes', take) : null });
    if (take === undefined && this.player.snapshot.mode !== 'a') this.player.setMode('a');
  }

  #restore(view: View): void {
    this.#restoring = true;
    try {
      this.#load();
      this.player.setMatching(view.matching);
      const { sourceId, takeId } = this.#desk.store.get();
      if (sourceId === null || view.sourceId !== sourceId) return;
      if (takeId !== null) this.player.setMode(view.mode);
      if (view.timeline !== null) this.timeline.restore(view.timeline);
      if (view.frame < this.timeline.frameCount) this.player.seek(view.frame);
    } finally {
      this.#restoring = false;
    }
  }

  /** Switches what is heard; B and delta need a take. */
  listen(mode: ListenMode): void {
    if (mode === 'a' || this.#desk.store.get().takeId !== null) this.player.setMode(mode);
    else this.#desk.notify('ok', 'Nothing to compare with yet: render a take first.');
  }

  /** A becomes B, and anything else A, for comparing with eyes closed. */
  switchSides(): void {
    this.listen(this.player.snapshot.mode === 'a' ? 'b' : 'a');
  }

  toggleMatching(): void {
    this.player.setMatching(!this.player.snapshot.matching);
  }

  /** Play or pause; what keeps it from playing is told. */
  async toggle(): Promise<void> {
    if (this.player.snapshot.program !== null) await this.#desk.attempt(() => this.player.toggle());
  }

  /** Goes to a place in seconds of the source and brings it into view. */
  seekSeconds(seconds: number): void {
    const frame = Math.round(seconds * this.timeline.sampleRateHz);
    this.player.seek(Math.max(0, Math.min(frame, this.timeline.frameCount - 1)));
    const { fromFrame, toFrame } = this.timeline;
    if (frame < fromFrame || frame >= toFrame) this.timeline.scrollTo(Math.max(0, frame - (toFrame - fromFrame) / 4));
  }

  /** Loops what is selected, or all of what is seen; a second time ends it. */
  toggleLoop(): void {
    const { loop, selection, fromFrame, toFrame } = this.timeline;
    if (loop !== null) this.timeline.setLoop(null);
    else if (selection !== null && selection.toFrame > selection.fromFrame) {
      this.timeline.setLoop({ fromFrame: selection.fromFrame, toFrame: selection.toFrame });
    } else
      this.timeline.setLoop({
        fromFrame: Math.max(0, fromFrame),
        toFrame: Math.min(toFrame, this.timeline.frameCount),
      });
  }

  #changed(): void {
    if (this.#restoring) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#save(false), SAVE_AFTER_MS);
  }

  #save(leaving: boolean): void {
    clearTimeout(this.#timer);
    const { sessionId, opening, sourceId, takeId, toolId, snapshots, spectrogram, phase } = this.#desk.store.get();
    if (sessionId === null || opening !== null || phase !== 'ready') return;
    const { mode, matching } = this.player.snapshot;
    const frame = Math.round(this.player.frame);
    const timeline = sourceId === null ? null : this.timeline.state;
    const view: View = { sourceId, takeId, toolId, snapshots, spectrogram, mode, matching, frame, timeline };
    const text = JSON.stringify({ sessionId, ...view });
    if (text === this.#saved) return;
    this.#saved = text;
    const body = JSON.stringify(view);
    void this.#desk.client
      .fetch(`/sessions/${sessionId}/view`, {
        method: 'PUT',
        headers: { 'Content-Type': 'application/json' },
        body,
        keepalive: leaving,
      })
      .catch(() => undefined);
  }
}
