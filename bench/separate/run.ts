/**
 * Separation without a model, scored against true stems: npm run bench separate [song...]. Whole songs of the shared
 * stems; drums by medians, vocals as the middle, and the mix itself as the frame. uSDR, cSDR and speed, one thread.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type AudioSource, lockstep } from '@studiohand/core/audio';
import { centreSplit, MaskSplitter, type MaskSplitterOptions, percussiveSplit, StemScore } from '@studiohand/core/dsp';
import { openAudio } from '@studiohand/node';
import { machine } from '../run.ts';

const STEMS = fileURLToPath(new URL('../../../shared/audio/stems/', import.meta.url));
const NAMES = ['vocals', 'drums', 'bass', 'other'];
const BLOCK = 16_384;

interface Method {
  readonly stem: string;
  readonly title: string;
  readonly split?: (rate: number, channels: number) => MaskSplitterOptions;
}

const METHODS: readonly Method[] = [
  { stem: 'vocals', title: 'mix' },
  { stem: 'vocals', title: 'centre', split: centreSplit },
  { stem: 'drums', title: 'mix' },
  { stem: 'drums', title: 'medians', split: percussiveSplit },
];

async function score(song: string, { stem, title, split }: Method): Promise<void> {
  const names = NAMES.filter((name) => existsSync(`${STEMS}${song}/${name}.flac`));
  const sources: AudioSource[] = await Promise.all(names.map((name) => openAudio(`${STEMS}${song}/${name}.flac`)));
  const { sampleRateHz, frameCount } = (sources[0] as AudioSource).info;
  const options = split?.(sampleRateHz, 2);
  const splitter = options && new MaskSplitter(options);
  const late = splitter?.latencyFrames ?? 0;
  const scores = new StemScore({ sampleRateHz, stems: 1, channels: 2 });
  const target = names.indexOf(stem);
  /** The true stem, kept back until its estimate comes. */
  const waiting = [0, 1].map(() => new Float64Array(late + BLOCK));
  const mix = [0, 1].map(() => new Float64Array(BLOCK));
  let seconds = 0;
  for await (const block of lockstep(sources, { frameCount: frameCount + late, blockFrames: BLOCK })) {
    for (const [c, sum] of mix.entries()) {
      for (let i = 0; i < block.frames; i++)
        sum[i] = block.channels.reduce((total, channels) => total + ((channels[c] as Float64Array)[i] as number), 0);
      const truth = waiting[c] as Float64Array;
      truth.copyWithin(0, BLOCK);
      truth.set(((block.channels[target] as Float64Array[])[c] as Float64Array).subarray(0, BLOCK), late);
    }
    const began = process.cpuUsage().user;
    splitter?.process(mix, block.frames);
    seconds += (process.cpuUsage().user - began) / 1e6;
    const from = Math.max(0, late - block.position);
    if (from < block.frames) scores.push([waiting], [mix], from, block.frames - from);
  }
  for (const source of sources) await source.close();
  const [result] = scores.finish();
  const speed = splitter ? `${(frameCount / sampleRateHz / seconds).toFixed(0)}x real time` : '';
  console.log(
    `${song.padEnd(9)} ${stem.padEnd(7)} ${title.padEnd(8)} uSDR ${result?.uSdrDb.toFixed(2).padStart(6)} ` +
      `cSDR ${result?.cSdrDb.toFixed(2).padStart(6)} active ${result?.activeSdrDb.toFixed(2).padStart(6)} dB  ${speed}`,
  );
}

console.log(machine());
const songs = process.argv.slice(2);
for (const song of songs.length > 0 ? songs : ['rubidium', 'hydrogen', 'lithium', 'sodium', 'caesium'])
  for (const method of METHODS) await score(song, method);
