/** Real songs for the limiter: 30 s, the loudest of each, stereo at 48 kHz. Read from ../shared/audio, never committed. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RATE_HZ, type Stereo } from './limiterMetrics.ts';

const shared = fileURLToPath(new URL('../../../shared/audio', import.meta.url));
const folder = '.cache/bench/limiter';
const SECONDS = 30;

/** Stereo from interleaved 32-bit floats. */
export function fromFloats(bytes: Buffer): Stereo {
  const all = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const frames = all.length >> 1;
  return [
    Float64Array.from({ length: frames }, (_, i) => all[2 * i] as number),
    Float64Array.from({ length: frames }, (_, i) => all[2 * i + 1] as number),
  ];
}

/** Interleaved 32-bit floats. */
export function toFloats([left, right]: Stereo): Buffer {
  const all = new Float32Array(2 * left.length);
  for (let i = 0; i < left.length; i++) {
    all[2 * i] = left[i] as number;
    all[2 * i + 1] = right[i] as number;
  }
  return Buffer.from(all.buffer);
}

function decoded(files: readonly string[]): Stereo {
  const mix = files.length > 1 ? `amix=inputs=${files.length}:normalize=0,` : '';
  const { stdout, status, stderr } = spawnSync(
    'ffmpeg',
    [
      ...['-v', 'error', ...files.flatMap((file) => ['-i', file])],
      ...['-filter_complex', `${mix}aformat=sample_fmts=dbl,aresample=${RATE_HZ}:resampler=soxr`],
      ...['-f', 'f32le', '-ac', '2', '-'],
    ],
    { maxBuffer: 1 << 30 },
  );
  if (status !== 0) throw new Error(String(stderr));
  return fromFloats(stdout);
}

/** Start of the 30 s with the most energy, on whole seconds. */
function loudestStart([left, right]: Stereo): number {
  const seconds = Array.from({ length: Math.floor(left.length / RATE_HZ) }, (_, s) => {
    let energy = 0;
    for (let i = s * RATE_HZ; i < (s + 1) * RATE_HZ; i++)
      energy += (left[i] as number) ** 2 + (right[i] as number) ** 2;
    return energy;
  });
  const from = (s: number): number => seconds.slice(s, s + SECONDS).reduce((a, b) => a + b, 0);
  let best = 0;
  for (let s = 1; s + SECONDS <= seconds.length; s++) if (from(s) > from(best)) best = s;
  return best * RATE_HZ;
}

/** Names of the songs that are here. */
export function songNames(): string[] {
  if (!existsSync(shared)) return [];
  const stems = readdirSync(`${shared}/stems`).filter((name) => !name.includes('.') && name !== 'LICENSE');
  const music = readdirSync(`${shared}/music`).filter((name) => /^(vibe|hungarian|lets)/.test(name));
  return [...stems, ...music.map((name) => name.replace('.ogg', ''))];
}

/** A song's excerpt, from a cache after the first time. */
export function song(name: string): Stereo {
  const cache = `${folder}/${name}.f32`;
  if (!existsSync(cache)) {
    mkdirSync(folder, { recursive: true });
    const stems = `${shared}/stems/${name}`;
    const files = existsSync(stems)
      ? readdirSync(stems).map((file) => `${stems}/${file}`)
      : [`${shared}/music/${name}.ogg`];
    const [left, right] = decoded(files);
    const start = loudestStart([left, right]);
    const end = start + SECONDS * RATE_HZ;
    writeFileSync(cache, toFloats([left.subarray(start, end), right.subarray(start, end)]));
  }
  return fromFloats(readFileSync(cache));
}
