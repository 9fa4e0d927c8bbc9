/**
 * `master` on every song and target: node --conditions=source bench/master/targets.ts [seconds] [intent] [song ...].
 * Loudness of the rendered take against what the plan said, and its true peak against the ceiling by an interpolation of
 * sixteen times the rate that the limiter does not use; then an album of the mixes of stems, each mastered with the others
 * beside it. 30 s of each song and 'faithful' by default; whole songs when the seconds are 0. Needs ffmpeg and
 * ../shared/audio.
 */
import type { AudioInfo, AudioSource } from '@studiohand/core/audio';
import { LoudnessMeter } from '@studiohand/core/dsp';
import type { Plan, ToolContext } from '@studiohand/core/tool';
import { wasmKernels } from '@studiohand/kernels';
import { openAudio } from '@studiohand/node';
import { truePeak16 } from '../../packages/core/src/dsp/testing/truePeak16.ts';
import { master } from '../../packages/tools/src/master/index.ts';
import { TARGETS } from '../../packages/tools/src/master/targets.ts';
import { machine } from '../run.ts';
import { mixFile, songNames } from './songFiles.ts';

const seconds = Number(process.argv[2] ?? 30);
const intent = process.argv[3] ?? 'faithful';
const wanted = process.argv.slice(4);
const names = wanted.length > 0 ? wanted : songNames();
const context: ToolContext = { kernels: wasmKernels, progress: (): void => {} };

interface Outcome {
  /** What the plan aimed at; null where it said that there is nothing to reach. */
  readonly goalLufs: number | null;
  readonly lufs: number;
  readonly ceilingDbtp: number;
  readonly peakDbtp: number;
  readonly limited: boolean;
  readonly said: string;
}

async function mastered(
  source: AudioSource,
  input: unknown,
  companions: readonly AudioSource[] = [],
): Promise<Outcome> {
  const params = master.parameters.parse(input);
  const analysis = await master.analyse(source, params, { ...context, companions });
  const plan = master.plan?.(analysis, params, source.info) as Plan;
  const spec = master.output?.(plan, source.info);
  const rate = spec?.sampleRateHz ?? source.info.sampleRateHz;
  const channels = source.info.layout.map(() => new Float64Array(spec?.frameCount ?? source.info.frameCount));
  let at = 0;
  for await (const block of master.render?.(source, plan, context) ?? []) {
    block.channels.forEach((x, c) => {
      channels[c]?.set(x.subarray(0, block.frames), at);
    });
    at += block.frames;
  }
  const { findings } = master.report(analysis, params, source.info);
  const said = findings.find(({ id }) => id === 'unreachable' || id === 'no-loudness' || id === 'leave-alone');
  return {
    goalLufs: analysis.reachedLufs,
    lufs: loudnessOf(channels, { ...source.info, sampleRateHz: rate }),
    ceilingDbtp: analysis.ceilingDbtp,
    peakDbtp: 20 * Math.log10(peakOf(channels, 10 ** (analysis.ceilingDbtp / 20))),
    limited: analysis.limiter !== null,
    said: said?.text ?? '',
  };
}

function loudnessOf(channels: readonly Float64Array[], info: AudioInfo): number {
  const meter = new LoudnessMeter(info, wasmKernels);
  meter.push({ channels, frames: channels[0]?.length ?? 0 });
  return meter.finish().integratedLufs;
}

/** Pieces whose samples stay this far under the ceiling cannot pass it between them. */
const QUIET = 0.55;
const PIECE = 256;
/** As many neighbours on each side as the interpolation reads. */
const MARGIN = 64;
const FADE = 32;

/** True peak of the pieces that can hold it. */
function peakOf(channels: readonly Float64Array[], ceiling: number): number {
  let most = 0;
  for (const x of channels)
    for (let at = 0; at < x.length; at += PIECE) {
      const near = x.subarray(Math.max(0, at - 1), at + PIECE + 1);
      if (!near.some((v) => Math.abs(v) > QUIET * ceiling)) continue;
      const piece = x.slice(Math.max(0, at - MARGIN), at + PIECE + MARGIN);
      // Faded at its ends, outside of what is read, so that the cut itself makes no peak.
      for (let i = 0; i < FADE; i++) {
        const fade = Math.sin((Math.PI * i) / (2 * FADE)) ** 2;
        if (at > 0) piece[i] = (piece[i] as number) * fade;
        if (at + PIECE < x.length) piece[piece.length - 1 - i] = (piece[piece.length - 1 - i] as number) * fade;
      }
      most = Math.max(most, truePeak16(piece));
    }
  return most;
}

const row = (cells: readonly string[]): void =>
  console.log(cells.map((cell, i) => (i < 2 ? cell.padEnd(22) : cell.padStart(i < 6 ? 10 : 0))).join(' '));

const misses: string[] = [];
console.log(machine());
row(['song', 'target', 'goal LUFS', 'off LU', 'dBTP', 'of ceiling', '']);
for (const name of names) {
  const source = await openAudio(mixFile(name, seconds));
  for (const { id } of TARGETS) {
    const { goalLufs, lufs, ceilingDbtp, peakDbtp, limited, said } = await mastered(source, { for: id, intent });
    const off = goalLufs === null ? Number.NaN : lufs - goalLufs;
    const over = peakDbtp - ceilingDbtp;
    row([
      name,
      id,
      goalLufs === null ? 'none' : goalLufs.toFixed(2),
      off.toFixed(3),
      Number.isFinite(peakDbtp) ? peakDbtp.toFixed(2) : 'far under',
      Number.isFinite(over) ? over.toFixed(2) : '',
      `${limited ? '' : 'no limiter '}${said}`,
    ]);
    if (Math.abs(off) > 0.05 || over > 0 || (goalLufs === null && said === '')) misses.push(`${name} for ${id}`);
  }
  await source.close();
}

const album = names.filter((name) => ['caesium', 'lithium', 'rubidium', 'sodium'].includes(name));
const songs = await Promise.all(album.map((name) => openAudio(mixFile(name, seconds))));
const distances: number[] = [];
for (const [i, song] of songs.entries()) {
  const others = songs.filter((_, k) => k !== i);
  const { lufs, peakDbtp, ceilingDbtp } = await mastered(song, { for: 'spotify', intent }, others);
  const { facts } = await master.analyse(song, master.parameters.parse({}), context);
  const [before, after] = [facts.integratedLufs ?? Number.NaN, lufs];
  distances.push(after - before);
  console.log(
    `album: ${(album[i] as string).padEnd(10)} ${before.toFixed(2)} to ${after.toFixed(2)} LUFS, ${peakDbtp.toFixed(2)} dBTP`,
  );
  if (peakDbtp > ceilingDbtp) misses.push(`${album[i]} in the album`);
}
for (const song of songs) await song.close();
if (distances.length > 1) {
  const spread = Math.max(...distances) - Math.min(...distances);
  console.log(`album: distances between songs kept within ${spread.toFixed(3)} LU`);
  if (spread > 0.1) misses.push('album distances');
}
console.log(
  misses.length === 0
    ? `All ${names.length} songs on all ${TARGETS.length} targets within 0.05 LU and under their ceilings.`
    : `Missed: ${misses.join('; ')}`,
);
