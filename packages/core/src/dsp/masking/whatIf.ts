/**
 * What a change of one stem would do to the masking of all pairs, asked of the model without rendering anything. What
 * it does within its clash is the cheap half of the question (`reliefs`), what it does to all others is not (`whatIf`):
 * ask the first of all changes and the second only of those that help.
 */
import { framesOf } from './askedFrames.ts';
import type { Clash } from './clashes.ts';
import { type Gate, gateOpen } from './gate.ts';
import type { MaskingModel } from './maskingModel.ts';
import type { Tracks } from './tracks.ts';

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

/** Share of what the masked stem has in the clash that is lost, 0..1. */
export interface Relief {
  readonly before: number;
  readonly after: number;
}

export interface Effect extends Relief {
  /** The other pair that loses most by it; null when there are only two stems and the way back gains nothing. */
  readonly worst: PairEffect | null;
}

/** What is lost in the frames looked at, with one stem as it is or changed. */
class Losses {
  /** Per other stem: of its weight under the changed one, and of the changed one's under it. */
  readonly under: Float64Array;
  readonly over: Float64Array;
  /** Of the masked stem, within the clash. */
  inClash = 0;
  /** Weight that the stem has then: a stem that is turned down has less to lose, and loses more of it. */
  own = 0;

  constructor(stems: number) {
    this.under = new Float64Array(stems);
    this.over = new Float64Array(stems);
  }

  /** Adds the loaded frame; `place` is where the stem, or its changed version, is loaded. */
  add(model: MaskingModel, { stem }: StemChange, place: number): void {
    const bands = model.bands.length;
    for (let b = 0; b < bands; b++) this.own += model.weight[place * bands + b];
    for (let s = 0; s < this.under.length; s++) {
      if (s === stem) continue;
      this.under[s] += lost(model, s, place, 0, model.bands.length);
      this.over[s] += lost(model, place, s, 0, model.bands.length);
    }
  }

  /** Adds what is lost within the clash in the loaded frame. */
  addInside(model: MaskingModel, { clash, stem }: StemChange, place: number): void {
    const { masked, masker } = clash;
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
  /** Weight of the masked stem within the clash. */
  readonly heard: { inClash: number };
}

function questions(changes: readonly StemChange[], tracks: Tracks): Question[] {
  const stems = tracks.tracks.length;
  const list: Question[] = [];
  changes.forEach((change, index) => {
    let question = list.find((q) => q.asked.clash === change.clash && q.asked.stem === change.stem);
    if (!question) {
      const inside = new Set(framesOf(change.clash, tracks));
      question = { asked: change, inside, before: new Losses(stems), answers: [], heard: { inClash: 0 } };
      list.push(question);
    }
    question.answers.push({ change, index, after: new Losses(stems) });
  });
  return list;
}

/** Loads the stem of a change as the change leaves it, and says where it then is. */
function loadChanged(
  model: MaskingModel,
  tracks: Tracks,
  { gate, gains, stem }: StemChange,
  frame: number,
  scratch: Float64Array,
): number {
  const open = gateOpen(gate, tracks, frame);
  if (open === 0) return stem;
  if (open < 1) for (let k = 0; k < scratch.length; k++) scratch[k] = gains[k] ** open;
  model.load(stem, frame, open === 1 ? gains : scratch, model.spare);
  return model.spare;
}

/** What each change does within its clash, in their order. Leaves the model with some frame loaded. */
export function reliefs(
  model: MaskingModel,
  tracks: Tracks,
  changes: readonly StemChange[],
  frames: readonly number[],
): Relief[] {
  const list = questions(changes, tracks);
  const bands = model.bands.length;
  const scratch = new Float64Array(2 * bands);
  const loadedFrame = new Int32Array(model.stems).fill(-1);
  for (const frame of frames) {
    for (const { asked, inside, before, answers, heard } of list) {
      if (!inside.has(frame)) continue;
      const { masked, masker, fromBand, toBand } = asked.clash;
      for (const stem of [masked, masker]) {
        if (loadedFrame[stem] !== frame) model.load(stem, frame);
        loadedFrame[stem] = frame;
      }
      for (let b = fromBand; b < toBand; b++) heard.inClash += model.weight[masked * bands + b];
      before.addInside(model, asked, asked.stem);
      for (const { change, after } of answers)
        after.addInside(model, change, loadChanged(model, tracks, change, frame, scratch));
    }
  }
  const result: Relief[] = [];
  for (const question of list)
    for (const { index, after } of question.answers) result[index] = reliefOf(question, after);
  return result;
}

/** Answers for all changes, in their order. Leaves the model with the last frame loaded. */
export function whatIf(
  model: MaskingModel,
  tracks: Tracks,
  changes: readonly StemChange[],
  frames: readonly number[],
): Effect[] {
  const list = questions(changes, tracks);
  const bands = model.bands.length;
  const whole = new Float64Array(model.stems);
  const scratch = new Float64Array(2 * bands);
  for (const frame of frames) {
    for (let s = 0; s < model.stems; s++) {
      model.load(s, frame);
      for (let b = 0; b < bands; b++) whole[s] += model.weight[s * bands + b];
    }
    for (const { asked, inside, before, answers, heard } of list) {
      const { stem, clash } = asked;
      const isInside = inside.has(frame);
      before.add(model, asked, stem);
      if (isInside) {
        before.addInside(model, asked, stem);
        for (let b = clash.fromBand; b < clash.toBand; b++) heard.inClash += model.weight[clash.masked * bands + b];
      }
      for (const { change, after } of answers) {
        const place = loadChanged(model, tracks, change, frame, scratch);
        after.add(model, change, place);
        if (isInside) after.addInside(model, change, place);
      }
    }
  }
  const effects: Effect[] = [];
  for (const question of list)
    for (const { index, after } of question.answers) effects[index] = effectOf(question, after, whole);
  return effects;
}

function reliefOf({ before, heard }: Question, after: Losses): Relief {
  const all = Math.max(1e-12, heard.inClash);
  return { before: before.inClash / all, after: after.inClash / all };
}

/** `heard`: the weight of each stem in all frames. */
function effectOf(question: Question, after: Losses, heard: Float64Array): Effect {
  const { clash, stem } = question.asked;
  const { before } = question;
  let worst: PairEffect | null = null;
  for (let s = 0; s < heard.length; s++) {
    if (s === stem) continue;
    const pairs = [
      { masked: s, masker: stem, was: before.under[s], is: after.under[s], whole: heard[s], changed: heard[s] },
      { masked: stem, masker: s, was: before.over[s], is: after.over[s], whole: before.own, changed: after.own },
    ];
    for (const { masked, masker, was, is, whole, changed } of pairs) {
      if (whole === 0 || changed === 0 || (masked === clash.masked && masker === clash.masker)) continue;
      const effect = { masked, masker, before: was / whole, after: is / changed };
      if (!worst || effect.after - effect.before > worst.after - worst.before) worst = effect;
    }
  }
  return { ...reliefOf(question, after), worst };
}
