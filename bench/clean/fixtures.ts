/**
 * Noisy music for the cleanup bench, 48 kHz mono: 1.5 s of noise alone, the recording at -23 dB RMS (peak at most 0.7)
 * with noise at a given ratio over the recording, 0.25 s behind it so that a peer's latency cuts nothing.
 * Recordings and real noises: the CC0 files of the shared folder audio/clean.
 */
import { spawnSync } from 'node:child_process';
import { Prng } from '@studiohand/core/dsp';

export const RATE_HZ = 48000;
export const LEAD: number = 1.5 * RATE_HZ;
export const TAIL: number = 0.25 * RATE_HZ;
/** Noise alone from which everyone learns. */
export const PROFILE: number = 1.4 * RATE_HZ;
const SECONDS = 8;

export const MUSIC: Readonly<Record<string, string>> = {
  guitar: 'guit_em9.flac',
  slide: 'guit_e_slide.flac',
  tabla: 'loop_tabla.flac',
  roll: 'drum_roll.flac',
  bell: 'perc_bell.flac',
  triangle: 'ride_tri.flac',
  beat: 'arovane_beat_a.flac',
  synth: 'loop_garzul.flac',
  bass: 'bass_thick_c.flac',
  piano: 'ambi_piano.flac',
};

export const NOISES = ['white', 'hiss', 'hum', 'mechanical'] as const;
export type NoiseName = (typeof NOISES)[number];

/** A file as mono at 48 kHz. */
export function decode(path: string, seconds: number): Float64Array {
  const { stdout, status } = spawnSync(
    'ffmpeg',
    ['-v', 'error', '-t', String(seconds), '-i', path, '-ac', '1', '-ar', String(RATE_HZ), '-f', 'f64le', '-'],
    { maxBuffer: 1 << 28 },
  );
  if (status !== 0) throw new Error(`ffmpeg cannot read ${path}`);
  return new Float64Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength));
}

export function power(x: Float64Array): number {
  return x.reduce((sum, v) => sum + v * v, 0) / x.length;
}

export function cleanMusic(folder: string, name: string): Float64Array {
  const x = decode(`${folder}/${MUSIC[name]}`, SECONDS);
  const level = 10 ** (-23 / 20) / Math.sqrt(power(x));
  const peak = x.reduce((a, v) => Math.max(a, Math.abs(v)), 0) * level;
  const out = new Float64Array(LEAD + x.length + TAIL);
  x.forEach((v, i) => {
    out[LEAD + i] = v * level * Math.min(1, 0.7 / peak);
  });
  return out;
}

/** Loops a recording with 20 ms of equal-power crossfade. */
function tile(x: Float64Array, length: number): Float64Array {
  const fade = 0.02 * RATE_HZ;
  const step = x.length - fade;
  const out = new Float64Array(length);
  for (let at = 0; at < length; at += step)
    for (let i = 0; i < x.length && at + i < length; i++) {
      const rise = at > 0 && i < fade ? Math.sin((Math.PI * i) / (2 * fade)) : 1;
      const fall = i >= step ? Math.cos((Math.PI * (i - step)) / (2 * fade)) : 1;
      out[at + i] += x[i] * rise * fall;
    }
  return out;
}

/** Mains hum: 24 harmonics, odd ones twice as strong, falling with h^0.8, drifting by `driftHz` to either side. */
export function hum(length: number, random: Prng, fundamentalHz = 50, driftHz = 0.06): Float64Array {
  const phases = Array.from({ length: 24 }, () => 2 * Math.PI * random.centred());
  const out = new Float64Array(length);
  let phase = 0;
  for (let i = 0; i < length; i++) {
    const t = i / RATE_HZ;
    phase += (2 * Math.PI * (fundamentalHz + driftHz * Math.sin(2 * Math.PI * 0.07 * t + 1))) / RATE_HZ;
    for (let h = 1; h <= 24; h++) out[i] += ((h % 2 === 1 ? 1 : 0.5) / h ** 0.8) * Math.sin(h * phase + phases[h - 1]);
  }
  return out;
}

export function noiseOf(folder: string, name: NoiseName, length: number, seed: number): Float64Array {
  const random = new Prng(seed);
  if (name === 'hum') return hum(length, random);
  if (name === 'white')
    return Float64Array.from({ length }, () => {
      // Four uniform numbers: Gaussian enough for a noise.
      return random.centred() + random.centred() + random.centred() + random.centred();
    });
  const file = name === 'hiss' ? 'vinyl_hiss.flac' : 'loop_3d_printer.flac';
  return tile(decode(`${folder}/${file}`, 60), length);
}

/** The part that counts. */
export function body(x: Float64Array): Float64Array {
  return x.subarray(LEAD, x.length - TAIL);
}

/** Factor that sets the noise to a ratio in dB under the music. */
export function noiseGain(clean: Float64Array, noise: Float64Array, ratioDb: number): number {
  return Math.sqrt(power(body(clean)) / power(body(noise)) / 10 ** (ratioDb / 10));
}
