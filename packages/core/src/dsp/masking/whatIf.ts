/**
 * What a change of one stem would do to the masking of all pairs, asked of the model without rendering anything. Looks
 * at a fixed number of frames spread over the song and over each clash, so that the answer costs the same for an hour.
 */
import { gateOpening } from '../keyedBell.ts';
import type { Clash } from './clashes.ts';
import type { MaskingModel } from './maskingModel.ts';
import type { Tracks } from './tracks.ts';

/** Opens while another stem sounds in a range of bands. */
export interface Gate {
  readonly stem: number;
  readonly fromBand: number;
  readonly toBand: number;
  /** Mean square over both ears (mono counts once) at which it is half open; 6 dB from shut to open. */
  readonly halfOpenPower: number;
}

/** A change of one stem, judged by what it does to `clash`. */
export interface StemChange {
  readonly clash: Clash;
  readonly stem: number;
  /** Power factors, `[e * bands + b]`. */
  readonly gains: Float64Array;
  readonly gate: Gate | null;
}

/** Loss of the weight of a pair's masked stem, 0..1. */
export interface PairEffect {
  readonly masked: number;
  readonly masker: number;
  readonly before: number;
  readonly after: number;
}

export interface Effect {
  /** Share of what the masked stem has in the clash that is lost. */
  readonly before: number;
  readonly after: number;
  /** The other pair that loses most by it; null when there are only two stems and the way back gains nothing. */
  readonly worst: PairEffect | null;
}

const SONG_FRAMES = 240;
const CLASH_FRAMES = 48;
/** The gate is half open this far under the mean level of the range while it sounds. */
const GATE_BELOW_MEAN_DB = -9;

function framesOf({ passages }: Clash, { frameCount, frameSeconds }: Tracks): number[] {
  const all: number[] = [];
  for (const { fromSeconds, toSeconds } of passages) {
    const end = Math.min(frameCount, Math.round(toSeconds / frameSeconds));
    for (let f = Math.round(fromSeconds / frameSeconds); f < end; f++) all.push(f);
  }
  return all;
}

const spread = (list: readonly number[], count: number): number[] =>
  list.length <= count
    ? [...list]
    : Array.from({ length: count }, (_, i) => list[Math.floor((i * list.length) / count)]);

/** Power of a stem in a range of bands of a frame: both ears, mono once. */
function rangePower({ tracks, bands }: Tracks, stem: number, frame: number, from: number, to: number): number {
  const { ears, power } = tracks[stem];
  let sum = 0;
  for (let e = 0; e < ears; e++)
    for (let b = from, at = (frame * ears + e) * bands.length; b < to; b++) sum += power[at + b];
  return sum;
}

/** A gate keyed by the stem that a clash masks, set by its level in the passages of the clash. */
export function gateFor(clash: Clash, tracks: Tracks): Gate {
  const { masked: stem, fromBand, toBand } = clash;
  const frames = spread(framesOf(clash, tracks), 4 * SONG_FRAMES);
  let sum = 0;
  for (const frame of frames) sum += rangePower(tracks, stem, frame, fromBand, toBand);
  return {
    stem,
    fromBand,
    toBand,
    halfOpenPower: (sum / Math.max(1, frames.length)) * 10 ** (GATE_BELOW_MEAN_DB / 10),
  };
}

/** What is lost in the frames looked at, with one stem as it is or changed. */
class Losses {
  /** Per other stem: of its weight under the changed one, and of the changed one's under it. */
  readonly under: Float64Array;
  readonly over: Float64Array;
  /** Of the masked stem, within the clash. */
  inClash = 0;

  constructor(stems: number) {
    this.under = new Float64Array(stems);
    this.over = new Float64Array(stems);
  }

  /** Adds the loaded frame; `place` is where the stem, or its changed version, is loaded. */
  add(model: MaskingModel, { clash, stem }: StemChange, place: number, inside: boolean): void {
    const { masked, masker } = clash;
    for (let s = 0; s < this.under.length; s++) {
      if (s === stem) continue;
      this.under[s] += lost(model, s, place, 0, model.bands.length);
      this.over[s] += lost(model, place, s, 0, model.bands.length);
    }
    if (!inside) return;
    const [a, b] = stem === masker ? [masked, place] : [place, masker];
    this.inClash += lost(model, a, b, clash.fromBand, clash.toBand);
  }
}

/** Weight of `masked` between two bands that is lost under `masker` in the frame that is loaded. */
function lost(model: MaskingModel, masked: number, masker: number, from: number, to: number): number {
  const bands = model.bands.length;
  let sum = 0;
  for (let b = from; b < to; b++) {
    const w = model.weight[masked * bands + b];
    if (w !== 0 && model.isLost(masked, masker, b)) sum += w;
  }
  return sum;
}

/** The changes of one stem for one clash, which share everything but their outcome. */
interface Question {
  readonly asked: StemChange;
  readonly inside: ReadonlySet<number>;
  readonly before: Losses;
  readonly answers: { readonly change: StemChange; readonly index: number; readonly after: Losses }[];
  heardInClash: number;
}

function questions(changes: readonly StemChange[], tracks: Tracks): Question[] {
  const stems = tracks.tracks.length;
  const list: Question[] = [];
  changes.forEach((change, index) => {
    let question = list.find((q) => q.asked.clash === change.clash && q.asked.stem === change.stem);
    if (!question) {
      const inside = new Set(framesOf(change.clash, tracks));
      question = { asked: change, inside, before: new Losses(stems), answers: [], heardInClash: 0 };
      list.push(question);
    }
    question.answers.push({ change, index, after: new Losses(stems) });
  });
  return list;
}

/** Answers for all changes, in their order. Leaves the model with the last frame loaded. */
export function whatIf(model: MaskingModel, tracks: Tracks, changes: readonly StemChange[]): Effect[] {
  const all = Array.from({ length: tracks.frameCount }, (_, i) => i);
  const wanted = new Set(spread(all, SONG_FRAMES));
  for (const clash of new Set(changes.map((change) => change.clash)))
    for (const frame of spread(framesOf(clash, tracks), CLASH_FRAMES)) wanted.add(frame);
  const list = questions(changes, tracks);
  const bands = model.bands.length;
  const heard = new Float64Array(model.stems);
  const gains = new Float64Array(2 * bands);
  for (const frame of [...wanted].sort((a, b) => a - b)) {
    for (let s = 0; s < model.stems; s++) {
      model.load(s, frame);
      for (let b = 0; b < bands; b++) heard[s] += model.weight[s * bands + b];
    }
    for (const question of list) {
      const { asked, before, answers } = question;
      const { stem, clash } = asked;
      const inside = question.inside.has(frame);
      before.add(model, asked, stem, inside);
      if (inside)
        for (let b = clash.fromBand; b < clash.toBand; b++)
          question.heardInClash += model.weight[clash.masked * bands + b];
      for (const { change, after } of answers) {
        const open = opening(change.gate, tracks, frame);
        if (open > 0) {
          for (let k = 0; k < gains.length; k++) gains[k] = open === 1 ? change.gains[k] : change.gains[k] ** open;
          model.load(stem, frame, gains, model.spare);
        }
        after.add(model, change, open > 0 ? model.spare : stem, inside);
      }
    }
  }
  const effects: Effect[] = [];
  for (const question of list)
    for (const { index, after } of question.answers) effects[index] = effectOf(question, after, heard);
  return effects;
}

function opening(gate: Gate | null, tracks: Tracks, frame: number): number {
  if (!gate) return 1;
  return gateOpening(rangePower(tracks, gate.stem, frame, gate.fromBand, gate.toBand), gate.halfOpenPower);
}

function effectOf({ asked, before, heardInClash }: Question, after: Losses, heard: Float64Array): Effect {
  const { clash, stem } = asked;
  let worst: PairEffect | null = null;
  for (let s = 0; s < heard.length; s++) {
    if (s === stem) continue;
    const pairs = [
      { masked: s, masker: stem, was: before.under[s], is: after.under[s], whole: heard[s] },
      { masked: stem, masker: s, was: before.over[s], is: after.over[s], whole: heard[stem] },
    ];
    for (const { masked, masker, was, is, whole } of pairs) {
      if (whole === 0 || (masked === clash.masked && masker === clash.masker)) continue;
      const effect = { masked, masker, before: was / whole, after: is / whole };
      if (!worst || effect.after - effect.before > worst.after - worst.before) worst = effect;
    }
  }
  const here = Math.max(1e-12, heardInClash);
  return { before: before.inClash / here, after: after.inClash / here, worst };
}
