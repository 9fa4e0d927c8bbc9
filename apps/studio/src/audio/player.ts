/**
 * The transport: plays A and B locked to the sample, switches between them without a gap. Position, levels and
 * spectrum are read when a picture is drawn; only discrete changes are events.
 */
import { AudioError } from '@studiohand/core/audio';
import type { Band } from './bandSolo.ts';
import { Changes } from './changes.ts';
import { Engine, outputChannels, SPECTRUM_BINS } from './engine.ts';
import { EngineSlot } from './engineSlot.ts';
import type { PlayerLevels } from './levels.ts';
import { modeCoefficients } from './mixer.ts';
import { errorText, matchedGains, type PlayerSnapshot, STOPPED } from './playerSnapshot.ts';
import { graphFrame } from './position.ts';
import type { Clock, FrameRange, ListenMode, PcmReader, Program } from './program.ts';
import { Scrubber } from './scrubber.ts';
import { SideReader } from './sideReader.ts';
import { clearLevels, readLevels, STATE, STATE_LENGTH, silentLevels } from './stateBlock.ts';

export type { PlayerSnapshot } from './playerSnapshot.ts';

export interface PlayerOptions {
  readonly reader: PcmReader;
  /** Seconds held ready ahead of the playhead, 0.5 to 10; default 2. */
  readonly aheadSeconds?: number;
}

/** Shortest loop. */
export const MIN_LOOP_SECONDS = 0.05;
/** The audio device is let go this long after a pause, when the meters have come to rest. */
const REST_MS = 4000;
/** The state block while there is no audio thread. */
const SILENCE = new Float64Array(STATE_LENGTH);
clearLevels(SILENCE);

export class Player implements Clock {
  readonly #options: Required<PlayerOptions>;
  readonly #changes = new Changes();
  readonly #levels = silentLevels();
  #snapshot = STOPPED;
  readonly #slot: EngineSlot = new EngineSlot(
    (again) => this.#make(again),
    (engine) => {
      this.#update({ buffering: false });
      this.#feed(engine);
    },
  );
  readonly #scrubber: Scrubber = new Scrubber((seconds) => void this.#playGrain(seconds));
  /** Where playing starts, in frames of the source, while the audio thread does not say better. */
  #restFrame = 0;
  #resting: ReturnType<typeof setTimeout> | undefined;

  constructor({ reader, aheadSeconds = 2 }: PlayerOptions) {
    this.#options = { reader, aheadSeconds: Math.max(0.5, Math.min(10, aheadSeconds)) };
  }

  /** For `useSyncExternalStore`. */
  get snapshot(): PlayerSnapshot {
    return this.#snapshot;
  }

  subscribe(listener: () => void): () => void {
    return this.#changes.subscribe(listener);
  }

  get #engine(): Engine | null {
    return this.#slot.current;
  }

  get playing(): boolean {
    return this.#snapshot.playing;
  }

  /** Frame of the source that is heard now. */
  get frame(): number {
    const engine = this.#engine;
    const source = this.#snapshot.program?.source;
    if (!engine || !source) return this.#restFrame;
    if (engine.block[STATE.generation] !== engine.feeder.generation) return this.#restFrame;
    const frame = graphFrame(engine, this.#engineLoop());
    return Math.min(source.frameCount, (frame * source.sampleRateHz) / engine.context.sampleRate);
  }

  /** The meters now; always the same object. */
  get levels(): PlayerLevels {
    readLevels(this.#engine?.block ?? SILENCE, this.#levels);
    return this.#levels;
  }

  /** Loads a programme; the position stays where it was if the source is the same, and playing goes on. Null unloads. */
  load(program: Program | null): void {
    const frame = this.frame;
    const before = this.#snapshot.program;
    const same = before !== null && program?.source.id === before.source.id;
    this.#restFrame = same ? Math.min(frame, program.source.frameCount) : 0;
    this.#update({
      program,
      loop: same ? this.#snapshot.loop : null,
      playing: program !== null && this.#snapshot.playing,
      error: null,
      ...matchedGains(program, this.#snapshot.matching),
    });
    if (program === null || (this.#engine && !this.#engine.fits(program))) this.#slot.close();
    if (!same) this.resetHolds();
    if (this.#engine) this.#feed(this.#engine);
    else if (this.#snapshot.playing) void this.play();
  }

  /** Must first be called from a gesture of the user. */
  async play(): Promise<void> {
    const { program } = this.#snapshot;
    if (!program) return;
    if (this.frame >= program.source.frameCount - 1) this.seek(this.#snapshot.loop?.fromFrame ?? 0);
    clearTimeout(this.#resting);
    // After a failed read nothing would come any more: begin again here.
    if (this.#snapshot.error !== null) this.seek(this.frame);
    this.#update({ playing: true, buffering: this.#engine === null, error: null });
    const engine = await this.#open();
    if (!engine || !this.#snapshot.playing) return;
    engine.send({ type: 'run', on: true });
    await engine.context.resume();
  }

  pause(): void {
    if (!this.#snapshot.playing) return;
    this.#engine?.send({ type: 'run', on: false });
    this.#update({ playing: false, buffering: false });
    this.#rest();
  }

  async toggle(): Promise<void> {
    if (this.#snapshot.playing) this.pause();
    else await this.play();
  }

  seek(frame: number): void {
    const count = this.#snapshot.program?.source.frameCount ?? 0;
    this.#restFrame = Math.max(0, Math.min(Math.round(frame), count));
    this.#engine?.feeder.seek(this.#toEngine(this.#restFrame));
    this.#changes.notify();
  }

  /** Loops over at least 50 ms; a playhead after the loop plays on. Null ends looping. */
  setLoop(range: FrameRange | null): void {
    const source = this.#snapshot.program?.source;
    if (!source) return;
    const long = range && range.toFrame - range.fromFrame >= MIN_LOOP_SECONDS * source.sampleRateHz;
    const loop = long
      ? { fromFrame: Math.max(0, range.fromFrame), toFrame: Math.min(source.frameCount, range.toFrame) }
      : null;
    this.#update({ loop });
    this.#engine?.feeder.setLoop(this.#engineLoop());
  }

  setMode(mode: ListenMode): void {
    this.#update({ mode });
    this.#mix();
  }

  setMatching(on: boolean): void {
    this.#update(matchedGains(this.#snapshot.program, on));
    this.#mix();
  }

  /** Hears only a band of frequencies; null for everything. Meters show what is heard. */
  setBand(band: Band | null): void {
    this.#update({ band });
    this.#engine?.send({ type: 'band', band });
  }

  /** -60..0 dB after everything, not in the meters. */
  setVolumeDb(volumeDb: number): void {
    this.#update({ volumeDb: Math.max(-60, Math.min(0, volumeDb)) });
    this.#engine?.setVolume(this.#snapshot.volumeDb);
  }

  /** Plays short grains at the frames given until `endScrub`, which restores play or pause. */
  scrub(frame: number): void {
    const count = this.#snapshot.program?.source.frameCount ?? 0;
    this.#restFrame = Math.max(0, Math.min(Math.round(frame), count));
    this.#scrubber.move(this.#snapshot.playing);
    this.#changes.notify();
  }

  endScrub(): void {
    const wasPlaying = this.#scrubber.end();
    if (wasPlaying === null) return;
    this.#engine?.send({ type: 'run', on: wasPlaying });
    this.seek(this.#restFrame);
    if (!wasPlaying) this.#rest();
  }

  resetHolds(): void {
    const engine = this.#engine;
    if (!engine) return;
    engine.send({ type: 'reset-holds' });
    if (engine.context.state !== 'running') clearLevels(engine.block);
  }

  /** Spectrum of what is heard, dB per bin from 0 Hz to half of `spectrumRateHz`; -Infinity without sound. */
  spectrum(into: Float32Array<ArrayBuffer>): void {
    if (this.#engine) this.#engine.analyser.getFloatFrequencyData(into);
    else into.fill(Number.NEGATIVE_INFINITY);
  }

  get spectrumBins(): number {
    return SPECTRUM_BINS;
  }

  get spectrumRateHz(): number {
    return this.#engine?.context.sampleRate ?? this.#snapshot.program?.source.sampleRateHz ?? 48000;
  }

  /** What is heard from now on, before the volume control, for checks by numbers. Rejects before the first play. */
  record(seconds: number): Promise<readonly Float32Array[]> {
    if (!this.#engine) return Promise.reject(new AudioError('refused', 'Nothing plays yet', 'Press play first.'));
    return this.#engine.record(Math.round(seconds * this.#engine.context.sampleRate));
  }

  dispose(): void {
    clearTimeout(this.#resting);
    this.#scrubber.end();
    this.#slot.close();
    this.#snapshot = STOPPED;
    this.#changes.clear();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #update(change: Partial<PlayerSnapshot>): void {
    const next = { ...this.#snapshot, ...change };
    if (!next.program?.take) next.mode = 'a';
    this.#snapshot = next;
    this.#changes.notify();
  }

  #mix(): void {
    const { mode, gainADb, gainBDb, program } = this.#snapshot;
    const { a, b } = modeCoefficients(mode, { offsetDb: null, aDb: gainADb, bDb: gainBDb });
    this.#engine?.send({ type: 'mix', a, b, compares: program?.take != null });
  }

  #toEngine(frame: number): number {
    const rate = this.#snapshot.program?.source.sampleRateHz ?? 1;
    return Math.round((frame * (this.#engine?.context.sampleRate ?? rate)) / rate);
  }

  #engineLoop(): FrameRange | null {
    const { loop } = this.#snapshot;
    return loop && { fromFrame: this.#toEngine(loop.fromFrame), toFrame: this.#toEngine(loop.toFrame) };
  }

  #feed(engine: Engine): void {
    const { program } = this.#snapshot;
    if (!program) return;
    const { reader } = this.#options;
    const { sampleRate } = engine.context;
    try {
      const a = new SideReader(reader, program.source, sampleRate, engine.channels);
      const b = program.take && new SideReader(reader, program.take, sampleRate, engine.channels);
      this.#mix();
      engine.send({ type: 'band', band: this.#snapshot.band });
      engine.feeder.setLoop(this.#engineLoop());
      engine.feeder.load(a, b, this.#toEngine(this.#restFrame));
    } catch (error) {
      this.#fail(error);
    }
  }

  async #open(): Promise<Engine | null> {
    try {
      return await this.#slot.open();
    } catch (error) {
      this.#fail(error);
      return null;
    }
  }

  #make(again: boolean): Promise<Engine> | null {
    const { program, volumeDb, playing } = this.#snapshot;
    if (!program || (again && !playing)) return null;
    return Engine.open({
      sampleRateHz: program.source.sampleRateHz,
      channels: outputChannels(program),
      volumeDb,
      aheadSeconds: this.#options.aheadSeconds,
      onEnded: (generation) => this.#ended(generation),
      onError: (error) => this.#fail(error),
    });
  }

  #ended(generation: number): void {
    if (generation !== this.#engine?.feeder.generation || this.#scrubber.active) return;
    this.#update({ playing: false });
    this.#rest();
  }

  #fail(error: unknown): void {
    this.#engine?.send({ type: 'run', on: false });
    this.#update({ playing: false, buffering: false, error: errorText(error) });
  }

  async #playGrain(seconds: number): Promise<void> {
    const frame = this.#restFrame;
    const engine = await this.#open();
    if (!engine || !this.#scrubber.active) return;
    clearTimeout(this.#resting);
    void engine.context.resume();
    engine.feeder.seek(this.#toEngine(frame), Math.round(seconds * engine.context.sampleRate));
    engine.send({ type: 'run', on: true });
  }

  #rest(): void {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      if (!this.#snapshot.playing) void this.#engine?.context.suspend();
    }, REST_MS);
  }
}
