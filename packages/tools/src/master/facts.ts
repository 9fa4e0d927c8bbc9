import { type AudioBlock, AudioError, type AudioSource } from '@studiohand/core/audio';
import {
  bandPower,
  GrowingSeries,
  LoudnessMeter,
  type PowerSpectrum,
  psrSeries,
  SIGNATURE_BANDS,
  SIGNATURE_CROSSINGS_HZ,
  SIGNATURE_HOPS_PER_SECOND,
  type Signature,
  SignatureMeter,
  SpectrumMeter,
  spectrumSize,
  TruePeakMeter,
  thirdOctaveBands,
} from '@studiohand/core/dsp';
import type { ToolContext } from '@studiohand/core/tool';
import { powerToDb } from '@studiohand/core/units';
import { type Resonance, Resonances } from './resonances.ts';
import { type Figure, figure } from './words.ts';

/** What is known about a mix or a master; JSON, null where there is nothing to measure. */
export interface MixFacts {
  readonly durationSeconds: number;
  readonly integratedLufs: Figure;
  readonly loudnessRangeLu: Figure;
  readonly maxShortTermLufs: Figure;
  readonly truePeakDbtp: Figure;
  readonly plrLu: Figure;
  readonly psrMedianDb: Figure;
  /** Mean of each channel, full scale 1. */
  readonly dcOffset: readonly number[];
  /** Runs of three and more samples at the same extreme value of 0.999 and above. */
  readonly clippedRuns: number;
  /** Level of each third octave. */
  readonly thirdOctave: readonly { readonly centreHz: number; readonly levelDb: Figure }[];
  /** Straight line through the third octaves from 100 Hz to 10 kHz. */
  readonly tiltDbPerOctave: Figure;
  /** Power from 5 to 18 Hz against the whole. */
  readonly rumbleDb: Figure;
  readonly resonances: readonly Resonance[];
  /** By band of the signature: side over mid, and, where the signature was taken, the 95th percentile of the level of 5 ms. */
  readonly bands: readonly { readonly name: string; readonly widthDb: Figure; readonly loudDbfs: Figure }[];
  /** 95th percentile of the level of 5 ms of the whole. */
  readonly loudDbfs: Figure;
  /** Loss of level when both channels are folded to their mean; 0 mono, 3 unrelated channels. */
  readonly monoLossDb: Figure;
}

/** Facts, and the signature where it was asked for. */
export interface Measured {
  readonly facts: MixFacts;
  readonly signature: Signature | undefined;
}

/** Energy of every 5 ms over all channels. */
class Hops {
  readonly #rate: number;
  readonly #powers: GrowingSeries = new GrowingSeries();
  #energy = 0;
  #position = 0;
  #start = 0;
  #end: number;

  constructor(sampleRateHz: number) {
    this.#rate = sampleRateHz;
    this.#end = this.#endOf(0);
  }

  #endOf(hop: number): number {
    return Math.max(hop + 1, Math.round(((hop + 1) * this.#rate) / SIGNATURE_HOPS_PER_SECOND));
  }

  push({ channels, frames }: AudioBlock): void {
    for (let done = 0; done < frames; ) {
      const count = Math.min(frames - done, this.#end - this.#position);
      let energy = this.#energy;
      for (let i = done; i < done + count; i++)
        for (let c = 0; c < channels.length; c++) {
          const v = (channels[c] as Float64Array)[i] as number;
          energy += v * v;
        }
      this.#energy = energy;
      done += count;
      this.#position += count;
      if (this.#position < this.#end) continue;
      this.#powers.push(energy / ((this.#end - this.#start) * channels.length));
      this.#energy = 0;
      this.#start = this.#end;
      this.#end = this.#endOf(this.#powers.length);
    }
  }

  finish(): Float64Array {
    return this.#powers.values();
  }
}

/** Side over mid in the bands of the signature; NaN unless stereo. */
function widths({ mid, side, binHz }: PowerSpectrum, rate: number): number[] {
  const edges = [0, ...SIGNATURE_CROSSINGS_HZ.filter((hz) => hz < 0.45 * rate), rate / 2];
  return edges.slice(1).map((toHz, b) => {
    const band = { fromHz: edges[b] as number, toHz };
    return mid && side ? powerToDb(bandPower(side, binHz, band) / bandPower(mid, binHz, band)) : Number.NaN;
  });
}

/** Counts, means and validity of the samples. */
class Samples {
  readonly sums: Float64Array;
  clippedRuns = 0;
  frames = 0;
  readonly #runs: Int32Array;
  readonly #last: Float64Array;

  constructor(channels: number) {
    this.sums = new Float64Array(channels);
    this.#runs = new Int32Array(channels);
    this.#last = new Float64Array(channels);
  }

  push({ channels, frames }: AudioBlock, name: string): void {
    for (let c = 0; c < this.sums.length; c++) {
      const x = channels[c] as Float64Array;
      let sum = this.sums[c] as number;
      let run = this.#runs[c] as number;
      let last = this.#last[c] as number;
      for (let i = 0; i < frames; i++) {
        const v = x[i] as number;
        sum += v;
        if (v === last && (v >= 0.999 || v <= -0.999)) {
          if (++run === 2) this.clippedRuns++;
        } else run = 0;
        last = v;
      }
      // One not-a-number spoils the sum; the slow search then finds the place.
      if (!Number.isFinite(sum)) this.#refuse(x, frames, name);
      this.sums[c] = sum;
      this.#runs[c] = run;
      this.#last[c] = last;
    }
    this.frames += frames;
  }

  #refuse(x: Float64Array, frames: number, name: string): never {
    const at = x.subarray(0, frames).findIndex((v) => !Number.isFinite(v));
    throw new AudioError(
      'invalid-samples',
      `${name}: the sample at frame ${this.frames + Math.max(0, at)} is not a finite number.`,
      'Render the file again from its source; studiohand measure lists where such samples are.',
    );
  }
}

function slope(levels: readonly { readonly centreHz: number; readonly levelDb: Figure }[]): number {
  const points = levels.filter(({ centreHz, levelDb }) => centreHz > 95 && centreHz < 10500 && levelDb !== null);
  const loudest = points.reduce((most, { levelDb }) => Math.max(most, levelDb as number), -200);
  const kept = points.filter(({ levelDb }) => (levelDb as number) > loudest - 60);
  if (kept.length < 8) return Number.NaN;
  const x = kept.map(({ centreHz }) => Math.log2(centreHz / 1000));
  const mx = x.reduce((a, v) => a + v, 0) / x.length;
  const my = kept.reduce((a, { levelDb }) => a + (levelDb as number), 0) / x.length;
  let xy = 0;
  let xx = 0;
  kept.forEach(({ levelDb }, i) => {
    const dx = (x[i] as number) - mx;
    xy += dx * ((levelDb as number) - my);
    xx += dx * dx;
  });
  return xy / xx;
}

function loudOf(power: Float64Array): number {
  const sorted = power.slice().sort();
  return powerToDb(sorted[Math.floor(0.95 * (sorted.length - 1))] ?? 0);
}

function spectrumFacts(
  spectrum: PowerSpectrum,
  rate: number,
): Pick<MixFacts, 'thirdOctave' | 'tiltDbPerOctave' | 'rumbleDb'> {
  const thirdOctave = thirdOctaveBands(rate).map((band) => ({
    centreHz: band.nominalHz,
    levelDb: figure(powerToDb(bandPower(spectrum.power, spectrum.binHz, band))),
  }));
  const total = spectrum.power.reduce((a, v) => a + v, 0);
  const rumble = bandPower(spectrum.power, spectrum.binHz, { fromHz: Math.max(5, 2.5 * spectrum.binHz), toHz: 18 });
  return { thirdOctave, tiltDbPerOctave: figure(slope(thirdOctave)), rumbleDb: figure(powerToDb(rumble / total), 1) };
}

/** One streaming pass; the signature costs a third of it. Throws AudioError 'invalid-samples' where a sample is no number. */
export async function measureMix(
  source: AudioSource,
  context: ToolContext,
  stage: string,
  withSignature: boolean,
): Promise<Measured> {
  const { info } = source;
  const { kernels, signal, progress } = context;
  const loudness = new LoudnessMeter(info, kernels);
  const truePeak = new TruePeakMeter(info, kernels);
  const resonances = new Resonances(info.sampleRateHz);
  const listener = spectrumSize(info.sampleRateHz) / info.sampleRateHz > 0.1 ? resonances : undefined;
  const spectrum = new SpectrumMeter(info, kernels, listener);
  const signature = withSignature ? new SignatureMeter(info, kernels) : undefined;
  const hops = new Hops(info.sampleRateHz);
  const samples = new Samples(info.channels);
  for await (const block of source.blocks(signal ? { signal } : {})) {
    signal?.throwIfAborted();
    samples.push(block, info.name);
    loudness.push(block);
    truePeak.push(block);
    spectrum.push(block);
    signature?.push(block);
    hops.push(block);
    progress(stage, Math.min(1, samples.frames / Math.max(1, info.frameCount)));
  }
  const l = loudness.finish();
  const p = truePeak.finish();
  const bands = spectrum.finish();
  const sig = signature?.finish();
  const psr = psrSeries(l.shortTermLufs, p.hopPeaks, l.integratedLufs)
    .filter((v) => Number.isFinite(v))
    .sort((a, b) => a - b);
  const sum = (power: Float64Array | undefined): number => power?.reduce((a, v) => a + v, 0) ?? Number.NaN;
  const mid = sum(bands.mid);
  const side = sum(bands.side);
  return {
    signature: sig,
    facts: {
      durationSeconds: samples.frames / info.sampleRateHz,
      integratedLufs: figure(l.integratedLufs, 3),
      loudnessRangeLu: figure(l.loudnessRangeLu),
      maxShortTermLufs: figure(l.maxShortTermLufs),
      truePeakDbtp: figure(p.truePeakDbtp, 3),
      plrLu: figure(p.truePeakDbtp - l.integratedLufs),
      psrMedianDb: figure(psr[Math.floor(psr.length / 2)] ?? Number.NaN),
      dcOffset: Array.from(samples.sums, (sum) => figure(sum / Math.max(1, samples.frames), 7) ?? 0),
      clippedRuns: samples.clippedRuns,
      ...spectrumFacts(bands, info.sampleRateHz),
      resonances: resonances.finish().map(({ frequencyHz, heightDb, share }) => ({
        frequencyHz: figure(frequencyHz, 1) ?? 0,
        heightDb: figure(heightDb, 1) ?? 0,
        share: figure(share) ?? 0,
      })),
      bands: widths(bands, info.sampleRateHz).map((width, b) => ({
        name: SIGNATURE_BANDS[b] as string,
        widthDb: figure(width, 1),
        loudDbfs: figure(sig?.bands[b] ? loudOf(sig.bands[b].power) : Number.NaN, 1),
      })),
      loudDbfs: figure(loudOf(hops.finish()), 1),
      monoLossDb: figure(powerToDb((mid + side) / mid)),
    },
  };
}
