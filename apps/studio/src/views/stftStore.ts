/** Spectrogram tiles of one file: reads samples, has the worker compute, keeps the tiles used last. */
import type { PcmReader, ProgramSide } from '../audio/program.ts';
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

/** 96 tiles of the usual transform; a wide screen shows about ten. */
const BUDGET_BYTES = 24 * 1024 * 1024;
/** The player needs its share of the line. */
const TILES_AT_ONCE = 2;
/** Stretches read at a time where a column is read in part. */
const READS_AT_ONCE = 3;
/** Coarser tiles looked for while the right ones are missing. */
const COARSER_LEVELS = 8;

export class StftStore {
  readonly #pcm: PcmReader;
  readonly #worker: Worker;
  readonly #tiles: TileCache<SpectrogramTile>;
  readonly #answers = new Map<number, (bytes: Uint8Array<ArrayBuffer>) => void>();
  #ticket = 0;

  constructor(pcm: PcmReader, onTile: () => void, onDrop: (tile: SpectrogramTile) => void) {
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
    for (const part of tileParts(plan)) {
      const channels = await this.#read(side, part.reads, signal);
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

  /** The stretches joined, silence where the file has none. */
  async #read(side: ProgramSide, reads: TilePart['reads'], signal: AbortSignal): Promise<Float32Array<ArrayBuffer>[]> {
    const total = reads.reduce((sum, read) => sum + read.frames, 0);
    const channels = Array.from({ length: side.channels }, () => new Float32Array(total));
    let offset = 0;
    const places = reads.map((read) => {
      const at = offset;
      offset += read.frames;
      return { ...read, at };
    });
    for (let k = 0; k < places.length; k += READS_AT_ONCE) {
      await Promise.all(
        places.slice(k, k + READS_AT_ONCE).map(async ({ fromFrame, frames, at }) => {
          const start = Math.max(0, fromFrame);
          const count = Math.min(side.frameCount, fromFrame + frames) - start;
          if (count <= 0) return;
          const samples = await this.#pcm.read(side.kind, side.id, start, count, signal);
          for (let c = 0; c < channels.length; c++) channels[c]!.set(samples[c]!, at + start - fromFrame);
        }),
      );
      signal.throwIfAborted();
    }
    return channels;
  }

  #compute(request: TileRequest): Promise<Uint8Array<ArrayBuffer>> {
    return new Promise((resolve) => {
      this.#answers.set(request.ticket, resolve);
      this.#worker.postMessage(request, [...request.channels.map((channel) => channel.buffer), request.bytes.buffer]);
    });
  }
}
