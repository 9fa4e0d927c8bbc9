/** The masking of every pair of stems, gathered into cells of band and time. */
import type { MaskingModel } from './maskingModel.ts';

const MOST_CELLS = 300;
const LEAST_CELL_SECONDS = 0.25;

/** One ordered pair: how `masked` fares under `masker`. Cells are `[cell * bands + band]`. */
export interface PairMap {
  readonly masked: number;
  readonly masker: number;
  /** Loudness weight of the lost units. */
  readonly lost: Float32Array;
  /** The same times the dB by which they are lost. */
  readonly lostDb: Float32Array;
}

/** All cells. */
export interface ClashMap {
  readonly bands: number;
  readonly cells: number;
  readonly cellSeconds: number;
  readonly framesPerCell: number;
  /** Per stem, the weight of the units that can be heard alone. */
  readonly heard: readonly Float32Array[];
  readonly pairs: readonly PairMap[];
}

/** Runs the model over all frames. `progress` gets 0..1 and may throw to stop. */
export function clashMap(
  model: MaskingModel,
  frameCount: number,
  frameSeconds: number,
  progress: (fraction: number) => void,
): ClashMap {
  const { stems, weight } = model;
  const bands = model.bands.length;
  const framesPerCell = Math.max(1, Math.ceil(Math.max(frameCount / MOST_CELLS, LEAST_CELL_SECONDS / frameSeconds)));
  const cells = Math.ceil(frameCount / framesPerCell);
  const heard = Array.from({ length: stems }, () => new Float32Array(cells * bands));
  const pairs: PairMap[] = [];
  for (let masked = 0; masked < stems; masked++)
    for (let masker = 0; masker < stems; masker++)
      if (masker !== masked)
        pairs.push({
          masked,
          masker,
          lost: new Float32Array(cells * bands),
          lostDb: new Float32Array(cells * bands),
        });
  for (let frame = 0; frame < frameCount; frame++) {
    const at = Math.floor(frame / framesPerCell) * bands;
    for (let s = 0; s < stems; s++) {
      model.load(s, frame);
      const sum = heard[s];
      for (let b = 0; b < bands; b++) sum[at + b] += weight[s * bands + b];
    }
    for (const pair of pairs) add(model, pair, at);
    if (frame % 256 === 0) progress(frame / frameCount);
  }
  return { bands, cells, cellSeconds: framesPerCell * frameSeconds, framesPerCell, heard, pairs };
}

function add(model: MaskingModel, { masked, masker, lost, lostDb }: PairMap, at: number): void {
  const bands = model.bands.length;
  const { weight } = model;
  for (let b = 0; b < bands; b++) {
    const w = weight[masked * bands + b];
    if (w === 0) continue;
    if (!model.isLost(masked, masker, b)) continue;
    lost[at + b] += w;
    lostDb[at + b] += w * model.deficitDb(masked, masker, b);
  }
}
