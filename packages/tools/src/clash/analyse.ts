import { AudioError, type AudioSource } from '@studiohand/core/audio';
import {
  type Clash,
  type ClashMap,
  clashesOf,
  clashMap,
  type LowEndPair,
  MaskingModel,
  type PairMap,
  readTracks,
  type Tracks,
} from '@studiohand/core/dsp';
import type { ToolContext } from '@studiohand/core/tool';
import type { ClashAnalysis, PairSummary } from './analysis.ts';
import { buildUps } from './buildUp.ts';
import type { ClashParams } from './params.ts';
import { suggest } from './suggest.ts';

/** Pairs whose map is kept for drawing: those that lose most. */
const MAPS = 8;
const LEAST_MAP_SHARE = 0.005;
/** A stem under this level is silent. */
const SILENCE_DBFS = -90;
/** Turning a stem over is worth a word when the sum of a pair that works against itself gains this much, */
const TURN_GAIN_DB = 1;
const TURN_CORRELATION = -0.25;
/** and no other pair loses more than this. */
const TURN_HARM_DB = 0.5;
const FUNDAMENTAL_BELOW_HZ = 250;
/** A range wider than this is not one note's. */
const FUNDAMENTAL_OCTAVES = 2;

/** The tracks of all stems, ready for the model. Throws AudioError without companions. */
export async function listen(source: AudioSource, context: ToolContext): Promise<Tracks> {
  const others = context.companions ?? [];
  if (others.length === 0)
    throw new AudioError(
      'invalid-parameter',
      `${source.info.name} is alone: masking takes two.`,
      'Give the other stems of the song after it, or the mix without the vocal and the vocal.',
    );
  return await readTracks([source, ...others], context);
}

/** Who masks whom, and what would help. */
export async function analyse(source: AudioSource, params: ClashParams, context: ToolContext): Promise<ClashAnalysis> {
  const tracks = await listen(source, context);
  const { bands, frameCount, frameSeconds } = tracks;
  const model = new MaskingModel(tracks, params.listeningLevelDb);
  const map = clashMap(model, frameCount, frameSeconds, (fraction) => {
    context.signal?.throwIfAborted();
    context.progress('finding what masks what', fraction);
  });
  const longest = [source, ...(context.companions ?? [])].reduce(
    (most, { info }) => Math.max(most, info.frameCount),
    0,
  );
  const durationSeconds = longest / source.info.sampleRateHz;
  const clashes = clashesOf(map, bands, durationSeconds);
  context.signal?.throwIfAborted();
  context.progress('trying remedies', 0);
  const suggestions = suggest(clashes, model, tracks, params.deepestCutDb);
  return {
    stems: tracks.tracks.map((track) => track.name),
    durationSeconds,
    integratedLufs: tracks.integratedLufs,
    silent: tracks.tracks.flatMap(({ meanSquare }, s) =>
      10 * Math.log10(meanSquare + 1e-30) < SILENCE_DBFS ? [s] : [],
    ),
    clashes: clashes.map((clash, i) => ({
      ...clash,
      fundamental: holdsFundamental(clash, tracks),
      suggestion: suggestions[i] ?? null,
    })),
    pairs: summaries(map),
    mapHz: bands.map((band) => Math.round(band.centreHz)),
    cellSeconds: map.cellSeconds,
    lowEnd: tracks.lowEnd.map((pair) => ({ ...pair, turn: toTurn(pair, tracks.lowEnd) })),
    buildUps: buildUps(tracks),
    monoLossDb: tracks.tracks.map((track) => track.monoLossDb),
  };
}

/** The stem of a pair that should be turned over, when that helps and harms nothing else. */
function toTurn(pair: LowEndPair, all: readonly LowEndPair[]): number | null {
  if (pair.correlation > TURN_CORRELATION || pair.flippedDb - pair.sumDb < TURN_GAIN_DB) return null;
  const harmless = (stem: number): boolean =>
    all.every(
      (other) =>
        other === pair || (other.a !== stem && other.b !== stem) || other.flippedDb >= other.sumDb - TURN_HARM_DB,
    );
  return [pair.b, pair.a].find(harmless) ?? null;
}

function holdsFundamental(
  { masked, fromBand, toBand, fromHz, toHz }: Clash,
  { tracks, bands, frameCount }: Tracks,
): boolean {
  if (Math.log2(toHz / fromHz) > FUNDAMENTAL_OCTAVES) return false;
  const { ears, power } = tracks[masked] as Tracks['tracks'][number];
  const sums = new Float64Array(bands.length);
  for (let i = 0; i < frameCount * ears * bands.length; i++)
    sums[i % bands.length] = (sums[i % bands.length] as number) + (power[i] as number);
  const strongest = sums.reduce((most, value, b) => (value > (sums[most] as number) ? b : most), 0);
  return strongest >= fromBand && strongest < toBand && (bands[strongest]?.centreHz ?? 0) < FUNDAMENTAL_BELOW_HZ;
}

function summaries(map: ClashMap): PairSummary[] {
  const total = map.heard.map((heard) => heard.reduce((sum, w) => sum + w, 0));
  const share = ({ masked, lost }: PairMap): number =>
    (total[masked] as number) === 0 ? 0 : lost.reduce((sum, w) => sum + w, 0) / (total[masked] as number);
  return map.pairs
    .map((pair) => ({ pair, lostShare: share(pair) }))
    .sort((a, b) => b.lostShare - a.lostShare)
    .map(({ pair, lostShare }, rank) => ({
      masker: pair.masker,
      masked: pair.masked,
      lostShare,
      cells: rank < MAPS && lostShare >= LEAST_MAP_SHARE ? digits(pair, map) : null,
    }));
}

function digits({ masked, lost }: PairMap, { heard }: ClashMap): string {
  const whole = heard[masked] as Float32Array;
  return Array.from(lost, (w, i) => (w > 0 ? Math.min(9, Math.floor((10 * w) / (whole[i] as number))) : 0)).join('');
}
