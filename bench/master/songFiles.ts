/** Mixes of the shared songs as 48 kHz 24-bit stereo WAV, made once with ffmpeg. Read from ../shared/audio, never committed. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const shared = fileURLToPath(new URL('../../../shared/audio', import.meta.url));
const folder = '.cache/bench/master';

/** Names of the songs that are here: sums of stems, and finished music. */
export function songNames(): string[] {
  if (!existsSync(shared)) return [];
  const stems = readdirSync(`${shared}/stems`).filter((name) => !/[.]|LICENSE/.test(name));
  const music = readdirSync(`${shared}/music`).filter((name) => name.endsWith('.ogg'));
  return [...stems, ...music.map((name) => name.replace('.ogg', ''))];
}

/** A song, `seconds` of it (0: all) from its start; 'long' repeats a mix of stems up to that time. */
export function mixFile(name: string, seconds: number): string {
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/${name}-${seconds}.wav`;
  if (existsSync(file)) return file;
  const stems = `${shared}/stems/${name === 'long' ? 'lithium' : name}`;
  const files = existsSync(stems)
    ? readdirSync(stems).map((stem) => `${stems}/${stem}`)
    : [`${shared}/music/${name}.ogg`];
  const sum = files.length > 1 ? `amix=inputs=${files.length}:normalize=0,volume=-6dB,` : '';
  const loop = name === 'long' ? ['-stream_loop', '-1'] : [];
  const { status, stderr } = spawnSync('ffmpeg', [
    ...['-v', 'error', '-y', ...files.flatMap((path) => [...loop, '-i', path])],
    ...['-filter_complex', `${sum}aresample=48000:resampler=soxr`, '-ac', '2'],
    ...(seconds > 0 ? ['-t', String(seconds)] : []),
    ...['-c:a', 'pcm_s24le', file],
  ]);
  if (status !== 0) throw new Error(String(stderr));
  return file;
}
