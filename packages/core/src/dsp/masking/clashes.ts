/** From cells to findings: patches of band and time in which one stem is lost under another. */
import type { Band } from '../bands.ts';
import type { ClashMap, PairMap } from './clashMap.ts';

/** A stretch of time. */
export interface Passage {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** One finding: `masked` is lost under `masker` between two frequencies in some passages. Stems by index. */
export interface Clash {
  readonly masker: number;
  readonly masked: number;
  readonly fromHz: number;
  readonly toHz: number;
  readonly fromBand: number;
  /** One past the last. */
  readonly toBand: number;
  readonly passages: readonly Passage[];
  /** By how much the lost parts lie under what the masker hides, on average. */
  readonly maskedDb: number;
  /** Share of the masked stem's loudness that is lost here, over the whole song, 0..1. */
  readonly lostShare: number;
  /** Share of what the masked stem has in this range and these passages that is lost, 0..1. */
  readonly lostHere: number;
}

/** A cell belongs to a patch when most of what sounds in it is lost, */
const HOT = 0.5;
/** and when it holds at least this part of the stem's mean cell. */
const LEAST_WEIGHT = 0.1;
/** Patches grow over holes of this size. */
const GAP_CELLS = 2;
const GAP_BANDS = 2;
/** Smaller losses are not worth a producer's time: of the stem's loudness in the song, or within the passages. */
const LEAST_LOSS = 0.01;
const LEAST_LOCAL_LOSS = 0.08;
const LEAST_SECONDS = 0.5;
const MOST_CLASHES = 40;

interface Patch {
  fromBand: number;
  toBand: number;
  fromCell: number;
  toCell: number;
}

function hotCells(map: ClashMap, { masked, lost }: PairMap): Uint8Array {
  const heard = map.heard[masked];
  let sum = 0;
  let used = 0;
  for (const w of heard) {
    sum += w;
    if (w > 0) used++;
  }
  const least = used === 0 ? Number.POSITIVE_INFINITY : (LEAST_WEIGHT * sum) / used;
  return Uint8Array.from(heard, (w, i) => (w >= least && lost[i] >= HOT * w ? 1 : 0));
}

/** Connected patches of hot cells, holes up to the gaps bridged. */
function patches({ bands, cells }: ClashMap, hot: Uint8Array): Patch[] {
  const result: Patch[] = [];
  const stack: number[] = [];
  for (let start = 0; start < hot.length; start++) {
    if (hot[start] !== 1) continue;
    const patch = { fromBand: bands, toBand: 0, fromCell: cells, toCell: 0 };
    stack.push(start);
    hot[start] = 2;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const cell = Math.floor(at / bands);
      const band = at % bands;
      patch.fromBand = Math.min(patch.fromBand, band);
      patch.toBand = Math.max(patch.toBand, band + 1);
      patch.fromCell = Math.min(patch.fromCell, cell);
      patch.toCell = Math.max(patch.toCell, cell + 1);
      for (let c = Math.max(0, cell - GAP_CELLS); c <= Math.min(cells - 1, cell + GAP_CELLS); c++) {
        for (let b = Math.max(0, band - GAP_BANDS); b <= Math.min(bands - 1, band + GAP_BANDS); b++) {
          if (hot[c * bands + b] !== 1) continue;
          hot[c * bands + b] = 2;
          stack.push(c * bands + b);
        }
      }
    }
    result.push(patch);
  }
  return result;
}

/** Patches of one pair that share at least half of the narrower one's bands are one finding with several passages. */
function grouped(all: readonly Patch[]): Patch[][] {
  const groups: { fromBand: number; toBand: number; patches: Patch[] }[] = [];
  for (const patch of [...all].sort((a, b) => b.toBand - b.fromBand - (a.toBand - a.fromBand))) {
    const width = patch.toBand - patch.fromBand;
    const group = groups.find(
      (g) => Math.min(g.toBand, patch.toBand) - Math.max(g.fromBand, patch.fromBand) >= 0.5 * width,
    );
    if (group) group.patches.push(patch);
    else groups.push({ fromBand: patch.fromBand, toBand: patch.toBand, patches: [patch] });
  }
  return groups.map((group) => group.patches);
}

function passagesOf(list: readonly Patch[], cellSeconds: number, endSeconds: number): Passage[] {
  const passages: { fromSeconds: number; toSeconds: number }[] = [];
  for (const { fromCell, toCell } of [...list].sort((a, b) => a.fromCell - b.fromCell)) {
    const fromSeconds = fromCell * cellSeconds;
    const toSeconds = Math.min(endSeconds, toCell * cellSeconds);
    const last = passages.at(-1);
    if (last && fromSeconds <= last.toSeconds + GAP_CELLS * cellSeconds)
      last.toSeconds = Math.max(last.toSeconds, toSeconds);
    else passages.push({ fromSeconds, toSeconds });
  }
  return passages;
}

function describe(
  map: ClashMap,
  pair: PairMap,
  list: readonly Patch[],
  bands: readonly Band[],
  end: number,
): Clash | undefined {
  const heard = map.heard[pair.masked];
  const fromBand = Math.min(...list.map((p) => p.fromBand));
  const toBand = Math.max(...list.map((p) => p.toBand));
  const passages = passagesOf(list, map.cellSeconds, end);
  let [lost, lostDb, here, lostHere, everything, total] = [0, 0, 0, 0, 0, 0];
  for (const w of heard) total += w;
  const cells = new Set<number>();
  for (const p of list) for (let c = p.fromCell; c < p.toCell; c++) cells.add(c);
  for (const c of cells) {
    for (let b = 0; b < map.bands; b++) {
      const i = c * map.bands + b;
      everything += heard[i];
      if (b < fromBand || b >= toBand) continue;
      lost += pair.lost[i];
      lostDb += pair.lostDb[i];
    }
  }
  // The passages bridge short gaps between patches; what is lost there counts for the share that a producer will hear.
  for (const { fromSeconds, toSeconds } of passages) {
    const last = Math.min(map.cells, Math.ceil(toSeconds / map.cellSeconds - 1e-6));
    for (let c = Math.round(fromSeconds / map.cellSeconds); c < last; c++) {
      for (let i = c * map.bands + fromBand; i < c * map.bands + toBand; i++) {
        here += heard[i];
        lostHere += pair.lost[i];
      }
    }
  }
  const seconds = passages.reduce((sum, p) => sum + p.toSeconds - p.fromSeconds, 0);
  const matters = lost >= LEAST_LOSS * total || lost >= LEAST_LOCAL_LOSS * everything;
  if (!matters || seconds < LEAST_SECONDS || lost === 0) return undefined;
  return {
    masker: pair.masker,
    masked: pair.masked,
    fromHz: (bands[fromBand] as Band).fromHz,
    toHz: (bands[toBand - 1] as Band).toHz,
    fromBand,
    toBand,
    passages,
    maskedDb: lostDb / lost,
    lostShare: lost / total,
    lostHere: lostHere / here,
  };
}

/** Findings of all pairs, the largest loss first. */
export function clashesOf(map: ClashMap, bands: readonly Band[], durationSeconds: number): Clash[] {
  const found: Clash[] = [];
  for (const pair of map.pairs) {
    for (const list of grouped(patches(map, hotCells(map, pair)))) {
      const clash = describe(map, pair, list, bands, durationSeconds);
      if (clash) found.push(clash);
    }
  }
  return found.sort((a, b) => b.lostShare - a.lostShare).slice(0, MOST_CLASHES);
}
