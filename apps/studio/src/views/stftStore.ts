/** Spectrogram tiles of one file: reads samples, has the worker compute, keeps the tiles used last. */
import type { Comb, CombReader, ProgramSide } from '../audio/program.ts';
import { BufferPool } from './bufferPool.ts';
import { emptyTile, TILE_COLUMNS, type TilePart, tileParts, tilePlan } from './stftTile.ts';
import type { TileAnswer, TileRequest } from './stftWorker.ts';
import { TileCache } from './tileCache.ts';

/** One computed tile. */
export interface SpectrogramTile {
  readonly fftSize: number;
  readonly hop: number;
  readonly fromFrame: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** 48 tiles of the usual transform; a wide screen shows about ten. */
const BUDGET_BYTES = 12 * 1024 * 1024;
/** The player needs its share of the line. */
const TILES_AT_ONCE = 2;
/** One for the part of each tile under way, and one that is on its way back. */
const SPARE_BUFFERS = 2 * TILES_AT_ONCE;
/** Coarser tiles looked for while the right ones are missing. */
const COARSER_LEVELS = 8;

export class StftStore {
  readonly #pcm: CombReader;
  readonly #worker: Worker;
  readonly #tiles: TileCache<SpectrogramTile>;
  readonly #answers = new Map<number, (bytes: Uint8Array<ArrayBuffer>) => void>();
  readonly #spares = new BufferPool(SPARE_BUFFERS);
  #ticket = 0;

  constructor(pcm: CombReader, onTile: () => void, onDrop: (tile: SpectrogramTile) => void) {
    this.#pcm = pcm;
    this.#tiles = new TileCache<SpectrogramTile>(
      BUDGET_BYTES,
      (tile) => tile.bytes.byteLength,
      onTile,
      onDrop,
      TILES_AT_ONCE,
    );
    this.#worker = new Worker(new URL('./stftWorker.ts', import.meta.url), { type: 'module' });
    this.#worker.onmessage = ({ data }: MessageEvent<TileAnswer>): void => {
      this.#answers.get(data.ticket)?.(data.bytes);
      this.#answers.delete(data.ticket);
      this.#spares.give(data.spare);
    };
  }

  get busy(): boolean {
    return this.#tiles.busy;
  }

  /**
   * The tiles at hand for a range of frames, coarse ones first where fine ones are missing; asks for the missing ones.
   */
  tiles(side: ProgramSide, fftSize: number, hop: number, fromFrame: number, toFrame: number): SpectrogramTile[] {
    const found: SpectrogramTile[] = [];
    const missing: number[] = [];
    for (const index of this.#indices(side, hop, fromFrame, toFrame)) {
      const tile = this.#tiles.get(this.#key(side, fftSize, hop, index));
      if (tile) found.push(tile);
      else missing.push(index);
    }
    const middle = (fromFrame + toFrame) / 2 / (hop * TILE_COLUMNS);
    missing.sort((x, y) => Math.abs(x + 0.5 - middle) - Math.abs(y + 0.5 - middle));
    this.#tiles.want(
      missing.map((index) => ({
        key: this.#key(side, fftSize, hop, index),
        load: (signal) => this.#load(side, fftSize, hop, index, signal),
      })),
    );
    if (missing.length === 0) return found;
    return [...this.#coarser(side, fftSize, hop, fromFrame, toFrame), ...found];
  }

  /** Level byte at a place, from the finest tile at hand; null where there is none. */
  byteAt(side: ProgramSide, fftSize: number, hop: number, frame: number, hz: number): number | null {
    const bin = Math.min(fftSize / 2 - 1, Math.round((hz / side.sampleRateHz) * fftSize));
    const index = Math.floor(frame / (hop * TILE_COLUMNS));
    const tile = this.#tiles.get(this.#key(side, fftSize, hop, index));
    if (!tile) return null;
    return tile.bytes[bin * TILE_COLUMNS + Math.floor((frame - tile.fromFrame) / hop)] ?? null;
  }

  clear(): void {
    this.#tiles.drop('');
  }

  dispose(): void {
    this.clear();
    this.#spares.clear();
    this.#worker.terminate();
    this.#answers.clear();
  }

  /** The coarsest first, from the finest level that covers the range alone. */
  #coarser(side: ProgramSide, fftSize: number, hop: number, fromFrame: number, toFrame: number): SpectrogramTile[] {
    const levels: SpectrogramTile[][] = [];
    for (let k = 1; k <= COARSER_LEVELS; k++) {
      const indices = this.#indices(side, hop * 2 ** k, fromFrame, toFrame);
      const tiles = indices.map((index) => this.#tiles.get(this.#key(side, fftSize, hop * 2 ** k, index)));
      const here = tiles.filter((tile) => tile !== undefined);
      levels.unshift(here);
      if (here.length === indices.length) break;
    }
    return levels.flat();
  }

  #key(side: ProgramSide, fftSize: number, hop: number, index: number): string {
    return `${side.kind}/${side.id}/${fftSize}/${hop}/${index}`;
  }

  #indices(side: ProgramSide, hop: number, fromFrame: number, toFrame: number): number[] {
    const frames = hop * TILE_COLUMNS;
    const first = Math.max(0, Math.floor(fromFrame / frames));
    const last = Math.ceil(Math.min(side.frameCount, toFrame) / frames) - 1;
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  }

  async #load(
    side: ProgramSide,
    fftSize: number,
    hop: number,
    index: number,
    signal: AbortSignal,
  ): Promise<SpectrogramTile> {
    const plan = tilePlan(fftSize, hop, index, side.frameCount);
    let bytes = emptyTile(fftSize);
    for (const part of tileParts(plan, side.channels)) {
      const channels = await this.#read(side, part, signal);
      signal.throwIfAborted();
      const { transforms, step } = plan;
      bytes = await this.#compute({
        ticket: ++this.#ticket,
        plan: { fftSize, transforms, step },
        part,
        channels,
        bytes,
      });
    }
    return { fftSize, hop, fromFrame: plan.fromFrame, bytes };
  }

  /** The stretches of a part joined, silence where the file has none; all channels in one buffer. */
  async #read(side: ProgramSide, { reads }: TilePart, signal: AbortSignal): Promise<Float32Array<ArrayBuffer>[]> {
    const [first, second] = reads as [TilePart['reads'][0], TilePart['reads'][0]?];
    const inside = reads.filter((read) => read.fromFrame >= 0 && read.fromFrame + read.frames <= side.frameCount);
    const frames = first.frames;
    const comb = (from: number, frameCount: number, stretchCount: number): Promise<Float32Array<ArrayBuffer>[]> =>
      this.#stretches(
        side,
        { fromFrame: from, frameCount, stretchCount, everyFrames: second ? second.fromFrame - first.fromFrame : 0 },
        signal,
      );
    const most = inside.length > 0 ? await comb(inside[0]!.fromFrame, frames, inside.length) : [];
    if (inside.length === reads.length) return most;
    const total = frames * reads.length;
    const buffer = this.#spares.take(4 * side.channels * total);
    const channels = Array.from({ length: side.channels }, (_, c) => new Float32Array(buffer, 4 * c * total, total));
    for (const [c, channel] of channels.entries()) {
      channel.fill(0);
      if (most[c]) channel.set(most[c], frames * reads.indexOf(inside[0]!));
    }
    for (const [k, read] of reads.entries()) {
      if (inside.includes(read)) continue;
      const start = Math.max(0, read.fromFrame);
      const count = Math.min(side.frameCount, read.fromFrame + frames) - start;
      if (count <= 0) continue;
      const samples = await comb(start, count, 1);
      for (let c = 0; c < channels.length; c++) channels[c]!.set(samples[c]!, k * frames + start - read.fromFrame);
    }
    return channels;
  }

  async #stretches(side: ProgramSide, comb: Comb, signal: AbortSignal): Promise<Float32Array<ArrayBuffer>[]> {
    const frames = comb.frameCount * comb.stretchCount;
    const spare = this.#spares.take(4 * side.channels * frames);
    const samples = await this.#pcm.readComb(side.kind, side.id, comb, signal, spare);
    if (samples.length === side.channels && samples[0]?.length === frames) return samples;
    throw new Error('The file has less than it had');
  }

  #compute(request: TileRequest): Promise<Uint8Array<ArrayBuffer>> {
    return new Promise((resolve) => {
      this.#answers.set(request.ticket, resolve);
      this.#worker.postMessage(request, [request.channels[0]!.buffer, request.bytes.buffer]);
    });
  }
}
