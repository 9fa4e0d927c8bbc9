/** Peaks and samples of the files on screen: asks for what a picture needs, answers with what is there. */
import type { FrameRange, PcmReader, PeaksReader, ProgramSide } from '../audio/program.ts';
import {
  BASE_FRAMES_PER_PEAK,
  type Columns,
  fillColumns,
  LEVEL_RATIO,
  LOCAL_FRAMES_PER_PEAK,
  levelFor,
  makeColumns,
  peaksOf,
  TILE_PEAKS,
  tilesOf,
} from './peakLevels.ts';
import { TileCache } from './tileCache.ts';

/** 250 tiles of stereo. */
const PEAKS_BUDGET_BYTES = 4 * 1024 * 1024;
const SAMPLES_BUDGET_BYTES = 2 * 1024 * 1024;
/** Frames of a tile of single frames. */
const SAMPLE_TILE_FRAMES = TILE_PEAKS * LOCAL_FRAMES_PER_PEAK;

type Wanted<Tile> = { key: string; load: (signal: AbortSignal) => Promise<Tile> };

const bytesOf = (tile: readonly { readonly byteLength: number }[]): number =>
  tile.reduce((sum, channel) => sum + channel.byteLength, 0);

/** A stretch of samples that is at hand. */
export interface SampleRun {
  readonly fromFrame: number;
  /** One array per channel. */
  readonly channels: readonly Float32Array[];
}

export class PeakStore {
  readonly #peaks: PeaksReader;
  readonly #pcm: PcmReader;
  readonly #tiles: TileCache<Int16Array[]>;
  readonly #samples: TileCache<Float32Array[]>;
  #wanted: Wanted<Int16Array[]>[] = [];
  #wantedSamples: Wanted<Float32Array[]>[] = [];

  /** `onNews`: something that was missing is there. */
  constructor(peaks: PeaksReader, pcm: PcmReader, onNews: () => void) {
    this.#peaks = peaks;
    this.#pcm = pcm;
    this.#tiles = new TileCache<Int16Array[]>(PEAKS_BUDGET_BYTES, bytesOf, onNews);
    this.#samples = new TileCache<Float32Array[]>(SAMPLES_BUDGET_BYTES, bytesOf, onNews);
  }

  get busy(): boolean {
    return this.#tiles.busy || this.#samples.busy;
  }

  /** Begins a picture; `end` asks for what it missed. */
  begin(): void {
    this.#wanted = [];
    this.#wantedSamples = [];
  }

  end(): void {
    // Coarse tiles first: they cover more of the picture.
    this.#tiles.want(this.#wanted);
    this.#samples.want(this.#wantedSamples);
  }

  drop(id: string): void {
    for (const kind of ['sources', 'takes']) {
      this.#tiles.drop(`${kind}/${id}/`);
      this.#samples.drop(`${kind}/${id}/`);
    }
  }

  /** One set of columns per channel, NaN where nothing is at hand yet, even coarsely. */
  columns(side: ProgramSide, fromFrame: number, framesPerColumn: number, count: number): Columns[] {
    const columns = Array.from({ length: side.channels }, () => makeColumns(count));
    const level = levelFor(framesPerColumn);
    const range = { fromFrame, toFrame: fromFrame + count * framesPerColumn };
    const missing: Wanted<Int16Array[]>[] = [];
    for (const index of tilesOf(range, level, side.frameCount)) {
      const tile = this.#tiles.get(this.#key(side, level, index));
      if (tile) {
        for (let c = 0; c < columns.length; c++)
          if (tile[c])
            fillColumns(columns[c]!, tile[c]!, index * TILE_PEAKS * level, level, fromFrame, framesPerColumn);
      } else {
        missing.push(this.#wish(side, level, index));
        this.#fillCoarsely(columns, side, level, index, fromFrame, framesPerColumn);
      }
    }
    if (missing.length > 0) this.#wanted.push(...this.#overview(side), ...missing);
    return columns;
  }

  /** The runs of samples at hand in a range, in order; the others are asked for. */
  samples(side: ProgramSide, { fromFrame, toFrame }: FrameRange): SampleRun[] {
    const first = Math.max(0, Math.floor(fromFrame / SAMPLE_TILE_FRAMES));
    const last = Math.floor((Math.min(side.frameCount, toFrame) - 1) / SAMPLE_TILE_FRAMES);
    const runs: SampleRun[] = [];
    for (let index = first; index <= last; index++) {
      const key = this.#key(side, 1, index);
      const channels = this.#samples.get(key);
      if (channels) runs.push({ fromFrame: index * SAMPLE_TILE_FRAMES, channels });
      else
        this.#wantedSamples.push({
          key,
          load: (signal) => this.#pcm.read(side.kind, side.id, index * SAMPLE_TILE_FRAMES, SAMPLE_TILE_FRAMES, signal),
        });
    }
    return runs;
  }

  #key(side: ProgramSide, level: number, index: number): string {
    return `${side.kind}/${side.id}/${level}/${index}`;
  }

  #wish(side: ProgramSide, level: number, index: number): Wanted<Int16Array[]> {
    const { kind, id } = side;
    return {
      key: this.#key(side, level, index),
      load: async (signal) => {
        if (level !== LOCAL_FRAMES_PER_PEAK)
          return await this.#peaks.read(kind, id, level, index * TILE_PEAKS, TILE_PEAKS, signal);
        const samples = await this.#pcm.read(kind, id, index * SAMPLE_TILE_FRAMES, SAMPLE_TILE_FRAMES, signal);
        return samples.map((channel) => peaksOf(channel, level));
      },
    };
  }

  /** The one tile that covers the whole file, so that there is always something to show. */
  #overview(side: ProgramSide): Wanted<Int16Array[]>[] {
    let level = BASE_FRAMES_PER_PEAK;
    while (level * TILE_PEAKS < side.frameCount) level *= LEVEL_RATIO;
    return this.#tiles.get(this.#key(side, level, 0)) ? [] : [this.#wish(side, level, 0)];
  }

  #fillCoarsely(
    columns: readonly Columns[],
    side: ProgramSide,
    level: number,
    index: number,
    fromFrame: number,
    framesPerColumn: number,
  ): void {
    const start = index * TILE_PEAKS * level;
    const end = Math.min(side.frameCount, start + TILE_PEAKS * level);
    let coarse = level === LOCAL_FRAMES_PER_PEAK ? BASE_FRAMES_PER_PEAK : level * LEVEL_RATIO;
    for (; coarse <= Math.max(BASE_FRAMES_PER_PEAK, side.frameCount); coarse *= LEVEL_RATIO) {
      const tileIndex = Math.floor(start / (coarse * TILE_PEAKS));
      const tile = this.#tiles.get(this.#key(side, coarse, tileIndex));
      if (!tile) continue;
      const origin = tileIndex * TILE_PEAKS * coarse;
      const from = Math.floor((start - origin) / coarse);
      const to = Math.ceil((end - origin) / coarse);
      for (let c = 0; c < columns.length; c++)
        if (tile[c])
          fillColumns(
            columns[c]!,
            tile[c]!.subarray(2 * from, 2 * to),
            origin + from * coarse,
            coarse,
            fromFrame,
            framesPerColumn,
          );
      return;
    }
  }
}
