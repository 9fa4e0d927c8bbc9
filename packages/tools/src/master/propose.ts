import type { AudioInfo } from '@studiohand/core/audio';
import type { EqBand } from '@studiohand/core/dsp';
import type { Move } from '@studiohand/core/tool';
import type { MixFacts } from './facts.ts';
import type { StageSettings } from './stages.ts';
import type { Intent, MasterTarget } from './targets.ts';
import { hertz, signed } from './words.ts';

/**
 * Corridor of the tilt: long-term spectra of commercial records fall by about 5 dB per octave as density (Pestana et al.,
 * AES 135, 2013), which is 2 dB in bands of equal musical width; 2.5 dB to each side are left to taste.
 */
export const TILT_CORRIDOR_DB: readonly [number, number] = [-4.5, 0.5];
/** A smaller tilt is not heard. */
const LEAST_TILT_DB = 0.3;
/** Less is a sound, not a song with a balance. */
const LEAST_MUSIC_SECONDS = 3;
const DC_LEAST = 1e-3;
const RUMBLE_DB = -30;
const BASS_WIDTH_DB = -3;
const VINYL_BASS_WIDTH_DB = -20;
/** Treble that comes this close to the whole level in its loudest moments is worth a de-esser. */
const SIBILANT_DB = 25;
/** Peaks that the limiter takes without help. */
const EASY_LIMITING_DB = 4;

type Kind = StageSettings[keyof StageSettings];

function move(id: string, enabled: boolean, title: string, reason: string, settings: Kind): Move {
  return { id, enabled, title, reason, amount: 1, settings: { ...settings } };
}

function corrections(facts: MixFacts, intent: Intent, info: AudioInfo): Move[] {
  const moves: Move[] = [];
  const worst = Math.max(0, ...facts.dcOffset.map(Math.abs));
  if (worst >= DC_LEAST && facts.durationSeconds >= 1) {
    const percent = (100 * worst).toFixed(2);
    moves.push(
      move(
        'dc',
        true,
        'Remove the DC offset',
        `The waveform sits ${percent} % of full scale off the centre line: headroom lost for nothing.`,
        {
          kind: 'offset',
          offsets: facts.dcOffset,
        },
      ),
    );
  }
  const { rumbleDb, tiltDbPerOctave } = facts;
  if (rumbleDb !== null && rumbleDb > RUMBLE_DB && facts.durationSeconds >= 3) {
    const band: EqBand = {
      type: 'lowCut',
      frequencyHz: 20,
      gainDb: 0,
      q: Math.SQRT1_2,
      slopeDbPerOctave: 12,
      channel: 'stereo',
    };
    const reason = `Below 18 Hz there is ${rumbleDb.toFixed(0)} dB of the whole: no note, but it takes headroom and moves cones.`;
    moves.push(move('rumble', true, 'Low cut at 20 Hz, 12 dB per octave', reason, { kind: 'eq', bands: [band] }));
  }
  facts.resonances.forEach(({ frequencyHz, heightDb, share }, i) => {
    const gainDb = -Math.min(4, Math.round(5 * heightDb) / 10);
    const band: EqBand = { type: 'bell', frequencyHz, gainDb, q: 6, channel: 'stereo' };
    const reason = `It stands ${heightDb.toFixed(1)} dB over its surroundings ${Math.round(100 * share)} % of the time, whatever is played.`;
    moves.push(
      move(`resonance-${i + 1}`, intent !== 'faithful', `${signed(gainDb)} at ${hertz(frequencyHz)}, narrow`, reason, {
        kind: 'eq',
        bands: [band],
      }),
    );
  });
  const [low, high] = TILT_CORRIDOR_DB;
  const music = facts.integratedLufs !== null && facts.durationSeconds >= LEAST_MUSIC_SECONDS;
  if (tiltDbPerOctave !== null && music && info.sampleRateHz >= 32000) {
    const excess = Math.max(0, low - tiltDbPerOctave) + Math.min(0, high - tiltDbPerOctave);
    // Half of the excess: a tilt of g turns the line by about 2 g over the 6.6 octaves it is fitted to.
    const gainDb = Math.round(10 * Math.max(-2, Math.min(2, 0.5 * excess * 3.3))) / 10;
    const band: EqBand = { type: 'tilt', frequencyHz: 1000, gainDb, q: 0.5, channel: 'stereo' };
    const side = gainDb > 0 ? 'brighter' : 'darker';
    const slope = `${tiltDbPerOctave < 0 ? 'falls' : 'rises'} by ${Math.abs(tiltDbPerOctave).toFixed(1)} dB per octave`;
    const reason = `The spectrum ${slope}; records lie between a rise of ${high} and a fall of ${-low}. This takes half of the way back.`;
    if (Math.abs(gainDb) >= LEAST_TILT_DB)
      moves.push(
        move('tilt', intent !== 'faithful', `Tilt ${signed(gainDb)}: ${side} around 1 kHz`, reason, {
          kind: 'eq',
          bands: [band],
        }),
      );
  }
  return moves;
}

function forVinyl(facts: MixFacts, info: AudioInfo): Move[] {
  const moves: Move[] = [];
  const low = facts.bands[0]?.widthDb;
  if (info.channels === 2 && low !== null && low !== undefined && low > VINYL_BASS_WIDTH_DB) {
    const reason = `Below 120 Hz the sides are ${low.toFixed(0)} dB of the middle; a stylus cannot follow vertical bass.`;
    moves.push(
      move('mono-bass', true, 'Bass below 150 Hz to the middle', reason, {
        kind: 'width',
        frequenciesHz: [150],
        widths: [0, 1],
        maxMonoLossDb: 3,
      }),
    );
  }
  const high = facts.bands[3]?.loudDbfs;
  if (high !== null && high !== undefined && high > (facts.loudDbfs ?? 0) - SIBILANT_DB) {
    moves.push(
      move(
        'de-ess',
        true,
        'De-ess above 7 kHz, at most 4 dB',
        `The loudest twentieth above 6 kHz (over ${high.toFixed(0)} dBFS) would overload the cutter.`,
        {
          kind: 'dynamicEq',
          bands: [
            {
              type: 'highShelf',
              frequencyHz: 7000,
              q: Math.SQRT1_2,
              thresholdDb: high + 3,
              ratio: 3,
              kneeDb: 3,
              rangeDb: -4,
              attackMs: 1,
              releaseMs: 60,
            },
          ],
        },
      ),
    );
  }
  return moves;
}

function dynamics(facts: MixFacts, intent: Intent, targetLufs: number, ceilingDbtp: number): Move[] {
  const { integratedLufs, truePeakDbtp, loudDbfs } = facts;
  if (integratedLufs === null || truePeakDbtp === null || loudDbfs === null) return [];
  const moves: Move[] = [];
  const gainDb = targetLufs - integratedLufs;
  const overDb = truePeakDbtp + gainDb - ceilingDbtp;
  if (overDb > EASY_LIMITING_DB) {
    const forward = intent === 'forward';
    const ratio = forward ? 2 : 1.5;
    const reduction = Math.min(forward ? 3 : 2, (overDb - EASY_LIMITING_DB) / 2 + 0.5);
    const thresholdDb = Math.round(10 * (loudDbfs - reduction / (1 - 1 / ratio))) / 10;
    const reason = `Peaks would stand ${overDb.toFixed(1)} dB over the ceiling. Taking about ${reduction.toFixed(1)} dB off the loudest parts first leaves the limiter less to do.`;
    moves.push(
      move(
        'compress',
        intent !== 'faithful',
        `Compress ${ratio}:1 from ${thresholdDb.toFixed(1)} dBFS, slow attack`,
        reason,
        {
          kind: 'compress',
          thresholdDb,
          ratio,
          kneeDb: 8,
          attackMs: 30,
          releaseMs: 150,
          detector: 'rms',
          rmsMs: 10,
          release: 'programme',
          keyFilters: [{ type: 'highpass', frequencyHz: 100, q: Math.SQRT1_2 }],
        },
      ),
    );
  }
  if (intent === 'forward' && overDb > EASY_LIMITING_DB) {
    const ceilingDbfs = Math.round(10 * Math.max(truePeakDbtp - 2, ceilingDbtp - gainDb + 0.5)) / 10;
    const reason =
      'At most 2 dB off the highest peaks by bending them: shorter than a limiter can, and low notes stay still.';
    moves.push(
      move('clip', true, `Clip softly at ${ceilingDbfs.toFixed(1)} dBFS`, reason, {
        kind: 'clip',
        ceilingDbfs,
        kneeDb: 2,
      }),
    );
  }
  return moves;
}

function image(facts: MixFacts, intent: Intent, info: AudioInfo): Move[] {
  if (info.channels !== 2) return [];
  const moves: Move[] = [];
  const low = facts.bands[0]?.widthDb;
  if (low !== null && low !== undefined && low > BASS_WIDTH_DB) {
    const reason = `Below 120 Hz the sides are ${signed(low, 0)} against the middle: in mono, and on one subwoofer, that bass goes away.`;
    moves.push(
      move('mono-bass', intent !== 'faithful', 'Bass below 120 Hz narrower', reason, {
        kind: 'width',
        frequenciesHz: [120],
        widths: [0.4, 1],
        maxMonoLossDb: 3,
      }),
    );
  }
  const top = facts.bands[3]?.widthDb;
  if (intent === 'forward' && top !== null && top !== undefined && top < -10 && top > -60) {
    const reason = `Above 6 kHz the sides are ${top.toFixed(0)} dB of the middle. The fold-down to mono is kept within 3 dB.`;
    moves.push(
      move('width', true, 'A little wider above 1 kHz', reason, {
        kind: 'width',
        frequenciesHz: [1000, 6000],
        widths: [1, 1.15, 1.25],
        maxMonoLossDb: 3,
      }),
    );
  }
  return moves;
}

/** Everything before the final gain, in the order in which it acts, each with its reason. */
export function proposeChain(
  facts: MixFacts,
  intent: Intent,
  target: MasterTarget,
  targetLufs: number,
  ceilingDbtp: number,
  info: AudioInfo,
): Move[] {
  return [
    ...corrections(facts, intent, info),
    ...dynamics(facts, intent, targetLufs, ceilingDbtp),
    ...(target.needs === 'vinyl' ? forVinyl(facts, info) : image(facts, intent, info)),
  ];
}
