/**
 * `match` on mixes (stem sums) against other songs: third-octave error and width error after rendering, as the proof
 * measures them, with six bands, eight bands and the free curve; a minute of one mix against two songs, or of four mixes
 * against all with --all. Then CPU and memory of analysis and rendering of a four-minute song at 48 kHz, of the whole
 * process. Needs ffmpeg, GNU time and ../shared/audio (../shared beside the repository, or STUDIOHAND_AUDIO).
 * Matchering, the peer of the field, is on neither npm nor apt: the reference sheet measured 2.27-2.33 dB of balance
 * error, 1.56-3.12 dB of width error, 25 s of CPU and 1.25 GB for three minutes on other songs; its figures are quoted,
 * not re-measured.
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { type AudioSource, memoryAudio } from '@studiohand/core/audio';
import { fitEqBands } from '@studiohand/core/dsp';
import type { Plan, ToolContext } from '@studiohand/core/tool';
import { wasmKernels } from '@studiohand/kernels';
import { openAudio } from '@studiohand/node';
import { match } from '../../packages/tools/src/match/index.ts';
import { matchParameters } from '../../packages/tools/src/match/params.ts';
import { machine, median, timed } from '../run.ts';

const audio = process.env['STUDIOHAND_AUDIO'] ?? '../shared/audio';
const cache = '.cache/bench/match';
const SECONDS = 60;
const STEMS: Readonly<Record<string, readonly string[]>> = {
  caesium: ['drums', 'other', 'vocals'],
  lithium: ['drums', 'bass', 'other', 'vocals'],
  rubidium: ['drums', 'other', 'vocals'],
  sodium: ['drums', 'bass', 'other', 'vocals'],
};

function mixOf(song: string, seconds: number): string {
  const path = `${cache}/${song}-48k-${seconds}.wav`;
  if (existsSync(path)) return path;
  const stems = STEMS[song] as readonly string[];
  const inputs = stems.flatMap((stem) => [
    '-ss',
    '40',
    '-t',
    String(seconds),
    '-i',
    `${audio}/stems/${song}/${stem}.flac`,
  ]);
  const sum = `amix=inputs=${stems.length}:normalize=0,volume=-6dB,aresample=48000:resampler=soxr,apad=whole_dur=${seconds}`;
  timed(['ffmpeg', '-nostdin', '-y', ...inputs, '-filter_complex', sum, '-c:a', 'pcm_s24le', path]);
  return path;
}

interface Outcome {
  readonly bands: number;
  readonly before: number;
  readonly after: number;
  readonly widthBefore: number;
  readonly widthAfter: number;
}

async function outcome(mix: AudioSource, reference: AudioSource, input: unknown): Promise<Outcome> {
  const context: ToolContext = { kernels: wasmKernels, progress: (): void => {}, companions: [reference] };
  const params = matchParameters.parse(input);
  const analysis = await match.analyse(mix, params, context);
  const plan = match.plan?.(analysis, params, mix.info) as Plan;
  const channels = mix.info.layout.map(() => new Float64Array(mix.info.frameCount));
  let at = 0;
  for await (const block of match.render?.(mix, plan, context) ?? []) {
    block.channels.forEach((x, c) => {
      channels[c]?.set(x.subarray(0, block.frames), at);
    });
    at += block.frames;
  }
  const take = memoryAudio(channels, mix.info.sampleRateHz, { ...mix.info });
  const proof = (await match.prove?.(mix, take, plan, context))?.json ?? {};
  const number = (key: string): number => Number(proof[key]);
  return {
    bands: analysis.eq.length,
    before: number('distanceBeforeDb'),
    after: number('distanceAfterDb'),
    widthBefore: number('widthBeforeDb'),
    widthAfter: number('widthAfterDb'),
  };
}

if (!existsSync(`${audio}/stems`)) {
  console.log(`No ${audio}/stems: nothing to compare.`);
  process.exit(0);
}
mkdirSync(cache, { recursive: true });
console.log(machine());
const songs = Object.keys(STEMS).map((song) => mixOf(song, SECONDS));
const masters = ['vibe-ace', 'lets-go-fishin', 'hungarian-dance-5'].map((name) => `${audio}/music/${name}.ogg`);
const name = (path: string): string => (path.split('/').at(-1) ?? path).replace(/(-48k-\d+)?\.\w+$/, '');
const all = process.argv.includes('--all');
for (const path of all ? songs : songs.slice(0, 1)) {
  for (const other of all ? [...songs, ...masters] : [songs[1] as string, masters[0] as string]) {
    if (other === path) continue;
    const mix = await openAudio(path);
    const reference = await openAudio(other);
    const six = await outcome(mix, reference, { maxBands: 6 });
    const eight = await outcome(mix, reference, {});
    const curve = await outcome(mix, reference, { mode: 'fir' });
    console.log(
      `${name(path).padEnd(9)} to ${name(other).padEnd(18)} balance ${six.before.toFixed(2)}: 6 bands ${six.after.toFixed(2)}, 8 bands (${eight.bands}) ${eight.after.toFixed(2)}, curve ${curve.after.toFixed(2)} dB; width ${eight.widthBefore.toFixed(2)}: ${eight.widthAfter.toFixed(2)}, curve ${curve.widthAfter.toFixed(2)} dB`,
    );
    await mix.close();
    await reference.close();
  }
}
const own = await openAudio(songs[0] as string);
const same = await openAudio(songs[0] as string);
const identity = await outcome(own, same, {});
console.log(`reference = mix: ${identity.bands} bands`);

const hz = Float64Array.from({ length: 28 }, (_, i) => 40 * 2 ** (i / 3));
const fits: number[] = [];
for (let k = 0; k < 20; k++) {
  const targetDb = hz.map((f, i) => 4 * Math.sin(i * 0.7 + k) + 3 * Math.cos(f / 900 + k * i));
  const start = process.cpuUsage();
  fitEqBands({ frequenciesHz: hz, targetDb }, { maxBands: 8, error: 'absolute' });
  const used = process.cpuUsage(start);
  fits.push((used.user + used.system) / 1e3);
}
console.log(`fit of 8 bands: median ${median(fits).toFixed(0)} ms CPU, slowest ${Math.max(...fits).toFixed(0)} ms`);

const long = [mixOf('lithium', 240), mixOf('sodium', 240)] as const;
for (const mode of ['bands', 'fir']) {
  const out = `${cache}/out.wav`;
  rmSync(out, { force: true });
  const run = timed([process.execPath, '--conditions=source', 'bench/match/render.ts', ...long, out, mode]);
  console.log(
    `4 minutes against 4 minutes, ${mode}: analysis and rendering CPU ${run.cpuSeconds.toFixed(1)} s, peak ${run.peakMegabytes.toFixed(0)} MB`,
  );
}
