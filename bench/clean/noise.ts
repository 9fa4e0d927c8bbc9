/** The cases of the noise bench and their figures, one after the other. */
import { cached } from './cache.ts';
import {
  body,
  cleanMusic,
  LEAD,
  MUSIC,
  NOISES,
  type NoiseName,
  noiseGain,
  noiseOf,
  PROFILE,
  RATE_HZ,
} from './fixtures.ts';
import { type AttackFigures, align, attackFigures, musicalNoise, nullDb, siSdr } from './metrics.ts';
import { TOOLS } from './tools.ts';

/** Changes whenever a figure is worked otherwise: cached figures of peers are then worked anew. */
const FIGURES_VERSION = 'figures 2';

export interface NoiseCase {
  readonly task: 'noise' | 'null';
  readonly signal: string;
  readonly noise: NoiseName;
  readonly ratioDb: number;
}

export interface Figures {
  /** Improvement in SI-SDR, dB. */
  readonly gainDb: number;
  /** Difference to the clean recording, dB re recording. */
  readonly nullDb: number;
  readonly attacks: AttackFigures;
  /** Logarithm of the kurtosis ratio in the noise alone. */
  readonly musical: number;
  readonly delay: number;
  /** Times real time, CPU. */
  readonly speed: number;
}

export const RATIOS_DB: readonly number[] = [0, 5, 10, 20];
export const NULL_RATIOS_DB: readonly number[] = [20, 40];

export function cases(signals: readonly string[], noises: readonly NoiseName[]): NoiseCase[] {
  return signals.flatMap((signal) => [
    ...noises.flatMap((noise) => RATIOS_DB.map((ratioDb) => ({ task: 'noise' as const, signal, noise, ratioDb }))),
    ...NULL_RATIOS_DB.map((ratioDb) => ({ task: 'null' as const, signal, noise: 'white' as const, ratioDb })),
  ]);
}

interface Material {
  readonly clean: Float64Array;
  readonly noises: ReadonlyMap<NoiseName, Float64Array>;
}

export function materialOf(audio: string, signal: string): Material {
  const clean = cleanMusic(audio, signal);
  const seed = 7 + 100 * Object.keys(MUSIC).indexOf(signal);
  return { clean, noises: new Map(NOISES.map((noise) => [noise, noiseOf(audio, noise, clean.length, seed)])) };
}

/** The noisy recording; for the null task noise in front and the recording clean. */
export function noisy({ task, noise, ratioDb }: NoiseCase, { clean, noises }: Material): Float64Array {
  const own = noises.get(noise) as Float64Array;
  const gain = noiseGain(clean, own, ratioDb);
  return clean.map((v, i) => (task === 'null' && i >= LEAD ? v : v + gain * own[i]));
}

export function figuresOf(tool: string, one: NoiseCase, material: Material): Figures {
  const { clean } = material;
  const x = noisy(one, material);
  const { run, version } = TOOLS[tool];
  const work = (): Figures => {
    const { y, cpuSeconds } = run([x]);
    // A peer is moved to where it fits; ours has to be in time.
    const { aligned, delay } =
      version === undefined ? { aligned: y[0], delay: 0 } : align(one.task === 'null' ? x : clean, y[0]);
    const [wanted, after] = [body(clean), body(aligned)];
    const alone = (z: Float64Array): Float64Array => z.subarray(0.1 * RATE_HZ, PROFILE - 0.05 * RATE_HZ);
    return {
      gainDb: one.task === 'null' ? 0 : siSdr(wanted, after) - siSdr(wanted, body(x)),
      nullDb: nullDb(wanted, after),
      attacks: attackFigures(wanted, after, RATE_HZ),
      musical: musicalNoise(alone(x), alone(aligned)),
      delay,
      speed: x.length / RATE_HZ / cpuSeconds,
    };
  };
  return version === undefined ? work() : cached([x, clean], `${FIGURES_VERSION} ${one.task} ${version}`, work);
}
