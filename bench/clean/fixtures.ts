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

/** Three recordings that stand for held notes, drums with tails and dry hits. */
export const QUICK = ['guitar', 'tabla', 'snaps'] as const;

export const MUSIC: Readonly<Record<string, string>> = {
  guitar: 'guit_em9.flac',
  tabla: 'loop_tabla.flac',
  snaps: 'perc_snap.flac',
  slide: 'guit_e_slide.flac',
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
  const recording = decode(`${folder}/${MUSIC[name]}`, SECONDS);
  const x = name === 'snaps' ? snaps(recording) : recording;
  const level = 10 ** (-23 / 20) / Math.sqrt(power(x));
  const peak = x.reduce((a, v) => Math.max(a, Math.abs(v)), 0) * level;
  const out = new Float64Array(LEAD + x.length + TAIL);
  const gain = level * Math.min(1, 0.7 / peak);
  x.forEach((v, i) => {
    out[LEAD + i] = v * gain;
  });
  return out;
}

/** Ten seconds of a song from its twentieth on (or its start), -23 dB, with silence around as in {@link cleanMusic}. */
export function stereoMusic(path: string): Float64Array[] {
  const { stdout } = spawnSync(
    'ffmpeg',
    ['-v', 'error', '-ss', '20', '-t', '10', '-i', path, '-ac', '2', '-ar', String(RATE_HZ), '-f', 'f64le', '-'],
    { maxBuffer: 1 << 28 },
  );
  const all = new Float64Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength));
  const gain = 10 ** (-23 / 20) / Math.sqrt(power(all));
  return [0, 1].map((c) => {
    const out = new Float64Array(LEAD + all.length / 2 + TAIL);
    for (let i = 0; i < all.length / 2; i++) out[LEAD + i] = gain * all[2 * i + c];
    return out;
  });
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

/** Castanet-like: one finger snap in a rhythm of castanets, every hit at another level. */
function snaps(snap: Float64Array): Float64Array {
  const random = new Prng(11);
  const out = new Float64Array(SECONDS * RATE_HZ);
  const rhythm = [0.5, 0.25, 0.25, 0.125, 0.125, 0.125, 0.125, 0.5];
  let at = 0;
  for (let hit = 0; at < out.length; hit++) {
    const level = 0.6 + 0.8 * Math.abs(random.centred());
    const start = Math.round(at);
    for (let i = 0; i < snap.length && start + i < out.length; i++) out[start + i] += level * snap[i];
    at += rhythm[hit % rhythm.length] * RATE_HZ;
  }
  return out;
}

/** The part that counts. */
export function body(x: Float64Array): Float64Array {
  return x.subarray(LEAD, x.length - TAIL);
}

/** Factor that sets the noise to a ratio in dB under the music. */
export function noiseGain(clean: Float64Array, noise: Float64Array, ratioDb: number): number {
  return Math.sqrt(power(body(clean)) / power(body(noise)) / 10 ** (ratioDb / 10));
}
