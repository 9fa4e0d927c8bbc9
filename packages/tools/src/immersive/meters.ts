/** What a scene measures, render by render and track by track. */
import { type AudioBlock, type ChannelLayout, namedLayout } from '@studiohand/core/audio';
import {
  BinauralRenderer,
  BiquadCascade,
  type ChannelMatrix,
  cookbookBiquad,
  LoudnessMeter,
  mixChannels,
  type SceneElement,
  sceneMatrix,
  TruePeakMeter,
} from '@studiohand/core/dsp';
import type { ToolContext } from '@studiohand/core/tool';
import { gainToDb, powerToDb } from '@studiohand/core/units';
import { SCENE_BLOCK_FRAMES } from './mixer.ts';
import type { RenderTarget } from './placement.ts';
import { SCENE_RATE_HZ } from './scene.ts';

/** One render's figures; null for silence, or for less than 0.4 s where loudness is concerned. */
export interface RenderFigures {
  readonly integratedLufs: number | null;
  readonly maxShortTermLufs: number | null;
  readonly loudnessRangeLu: number | null;
  readonly truePeakDbtp: number | null;
}

export type RenderName = Exclude<RenderTarget, 'adm'>;

/** Two decimals are what is read; the rest is noise of the arithmetic. */
const shown = (value: number): number | null => (Number.isFinite(value) ? Math.round(value * 1e4) / 1e4 : null);

/** The layout of a render; stereo for headphones. */
export function layoutOf(render: RenderName): ChannelLayout {
  return namedLayout(render === 'binaural' ? 'stereo' : render) as ChannelLayout;
}

/** Renders blocks of a scene to loudspeakers or headphones. The result's arrays are used again. */
export class SceneRender {
  readonly layout: ChannelLayout;
  readonly #out: Float64Array[];
  readonly #matrix: ChannelMatrix | undefined;
  readonly #binaural: BinauralRenderer | undefined;

  /** `used`: tracks that anything is sent to; the others are left out of the sums. */
  constructor(render: RenderName, elements: readonly SceneElement[], used: ReadonlySet<number>) {
    this.layout = layoutOf(render);
    this.#out = this.layout.map(() => new Float64Array(SCENE_BLOCK_FRAMES));
    if (render === 'binaural') this.#binaural = new BinauralRenderer(elements, used);
    else this.#matrix = sceneMatrix(elements, this.layout).map((row) => row.map((gain, i) => (used.has(i) ? gain : 0)));
  }

  process({ channels, frames }: AudioBlock): AudioBlock {
    if (this.#matrix) mixChannels(this.#matrix, channels, this.#out, frames);
    else this.#binaural?.process(channels, this.#out, frames);
    return { channels: this.#out, frames };
  }
}

/** Loudness and true peak of a stream at 48 kHz. */
export class FigureMeter {
  readonly #loudness: LoudnessMeter;
  readonly #peak: TruePeakMeter;

  constructor(layout: ChannelLayout, { kernels }: ToolContext) {
    const format = { sampleRateHz: SCENE_RATE_HZ, channels: layout.length, layout };
    this.#loudness = new LoudnessMeter(format, kernels);
    this.#peak = new TruePeakMeter(format, kernels);
  }

  push(block: AudioBlock): void {
    this.#loudness.push(block);
    this.#peak.push(block);
  }

  finish(): RenderFigures {
    const loudness = this.#loudness.finish();
    return {
      integratedLufs: shown(loudness.integratedLufs),
      maxShortTermLufs: shown(loudness.maxShortTermLufs),
      loudnessRangeLu: shown(loudness.loudnessRangeLu),
      truePeakDbtp: shown(this.#peak.finish().truePeakDbtp),
    };
  }
}

/** The half-sum of a stereo stream, played by both loudspeakers: what a mono fold-down sounds like. */
export class MonoFold {
  readonly #out: Float64Array[];
  readonly #meter: FigureMeter;

  constructor(context: ToolContext) {
    const mono = new Float64Array(SCENE_BLOCK_FRAMES);
    this.#out = [mono, mono];
    this.#meter = new FigureMeter(layoutOf('stereo'), context);
  }

  push({ channels, frames }: AudioBlock): void {
    const [left, right] = channels as [Float64Array, Float64Array];
    const mono = this.#out[0] as Float64Array;
    for (let i = 0; i < frames; i++) mono[i] = 0.5 * ((left[i] as number) + (right[i] as number));
    this.#meter.push({ channels: this.#out, frames });
  }

  finish(): RenderFigures {
    return this.#meter.finish();
  }
}

/** A track's peak and mean power; null where it is digital silence. */
export interface TrackFigures {
  readonly name: string;
  readonly samplePeakDbfs: number | null;
  readonly rmsDbfs: number | null;
}

/** Under this a track holds dither of 24 bit and nothing else (1.5 steps are -135 dBFS). */
const SILENCE_DBFS = -120;

export function isSilent({ samplePeakDbfs }: TrackFigures): boolean {
  return samplePeakDbfs === null || samplePeakDbfs < SILENCE_DBFS;
}

/** Peak and power of every track, and what of the LFE lies above 300 Hz. */
export class TrackMeter {
  readonly #names: readonly string[];
  readonly #peaks: Float64Array;
  readonly #energies: Float64Array;
  readonly #lfe: number;
  readonly #high: BiquadCascade;
  readonly #buffer: Float64Array = new Float64Array(SCENE_BLOCK_FRAMES);
  #highEnergy = 0;
  #frames = 0;

  constructor(names: readonly string[], lfeTrack: number) {
    this.#names = names;
    this.#lfe = lfeTrack;
    this.#peaks = new Float64Array(names.length);
    this.#energies = new Float64Array(names.length);
    const section = cookbookBiquad({ type: 'highpass', frequencyHz: 300, q: Math.SQRT1_2 }, SCENE_RATE_HZ);
    this.#high = new BiquadCascade([section, section]);
  }

  push({ channels, frames }: AudioBlock): void {
    for (let c = 0; c < channels.length; c++) {
      const samples = channels[c] as Float64Array;
      let peak = this.#peaks[c] as number;
      let energy = 0;
      for (let i = 0; i < frames; i++) {
        const value = samples[i] as number;
        const size = Math.abs(value);
        if (size > peak) peak = size;
        energy += value * value;
      }
      this.#peaks[c] = peak;
      this.#energies[c] = (this.#energies[c] as number) + energy;
    }
    const buffer = this.#buffer;
    const lfe = channels[this.#lfe] as Float64Array;
    for (let i = 0; i < frames; i++) buffer[i] = lfe[i] as number;
    this.#high.process(buffer, 0, frames);
    for (let i = 0; i < frames; i++) this.#highEnergy += (buffer[i] as number) ** 2;
    this.#frames += frames;
  }

  /** `lfeHighDb` is the part of the LFE above 300 Hz against the whole, null where it is silent. */
  finish(): { readonly tracks: TrackFigures[]; readonly lfeHighDb: number | null } {
    const tracks = this.#names.map((name, c) => {
      const peak = this.#peaks[c] as number;
      const power = (this.#energies[c] as number) / Math.max(1, this.#frames);
      return { name, samplePeakDbfs: shown(gainToDb(peak)), rmsDbfs: shown(powerToDb(power)) };
    });
    const lfe = tracks[this.#lfe];
    if (!lfe || isSilent(lfe)) return { tracks, lfeHighDb: null };
    const part = this.#highEnergy / (this.#energies[this.#lfe] as number);
    return { tracks, lfeHighDb: shown(Math.max(-200, powerToDb(part))) };
  }
}
