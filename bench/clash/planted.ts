/**
 * Maskings planted in real stems, and what the remedies for real ones do: node --conditions=source bench/clash/planted.ts.
 * Planted: the vocal of each shared song beside a stem that holds nothing but six seconds of its other instruments, cut to
 * two thirds of an octave and set 12 or 18 dB over the loud parts of the vocal there. A clash is right when it names
 * masker, masked, and lies in that band and time. Then every remedy proposed for the stems as they are is counted by how
 * much of the loss it gives back by the model's own prediction, and the first of each stem that is proposed switched on is
 * rendered and measured again.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type AudioSource, memoryAudio } from '@studiohand/core/audio';
import { type EqBand, ParametricEq } from '@studiohand/core/dsp';
import type { Plan, ToolContext } from '@studiohand/core/tool';
import { wasmKernels } from '@studiohand/kernels';
import { openAudio } from '@studiohand/node';
import { clash } from '../../packages/tools/src/clash/index.ts';
import { machine } from '../run.ts';

const shared = fileURLToPath(new URL('../../../shared/audio/stems', import.meta.url));
/** Where each vocal sings. */
const SONGS = [
  { name: 'caesium', from: 189 },
  { name: 'lithium', from: 282 },
  { name: 'rubidium', from: 21 },
  { name: 'sodium', from: 246 },
] as const;
const SECONDS = 12;
const [PLANT_FROM, PLANT_TO] = [3, 9];
const PLACES = [
  [280, 440],
  [600, 950],
  [1200, 1900],
  [2500, 4000],
] as const;
const OVER_DB = [12, 18];

async function excerpt(path: string, from: number, seconds: number): Promise<Float64Array[]> {
  const source = await openAudio(path);
  const { sampleRateHz, layout } = source.info;
  const channels = layout.map(() => new Float64Array(Math.round(seconds * sampleRateHz)));
  let at = 0;
  const [startFrame, frameCount] = [from * sampleRateHz, channels[0]?.length ?? 0];
  for await (const block of source.blocks({ startFrame, frameCount })) {
    block.channels.forEach((x, c) => {
      channels[c]?.set(x.subarray(0, block.frames), at);
    });
    at += block.frames;
  }
  await source.close();
  rate = sampleRateHz;
  return channels;
}

let rate = 44100;
const format = (): AudioSource['info'] => stem('', [new Float64Array(1), new Float64Array(1)]).info;
const stem = (name: string, channels: Float64Array[]): AudioSource =>
  memoryAudio(channels, rate, { name: `${name}.wav` });

/** Two thirds of an octave and nothing else. */
function cut(channels: readonly Float64Array[], lowHz: number, highHz: number): Float64Array[] {
  const bands: EqBand[] = [
    { type: 'lowCut', frequencyHz: lowHz, gainDb: 0, q: Math.SQRT1_2, slopeDbPerOctave: 48, channel: 'stereo' },
    { type: 'highCut', frequencyHz: highHz, gainDb: 0, q: Math.SQRT1_2, slopeDbPerOctave: 48, channel: 'stereo' },
  ];
  const out = channels.map((x) => x.slice());
  new ParametricEq(bands, format()).process(out, 0, out[0]?.length ?? 0);
  return out;
}

/** 95th percentile of the level of 50 ms, both channels together, as a power. */
function loud(channels: readonly Float64Array[], from: number, to: number): number {
  const hop = Math.round(0.05 * rate);
  const powers: number[] = [];
  for (let at = Math.round(from * rate); at + hop <= to * rate; at += hop) {
    let sum = 0;
    for (const x of channels) for (let i = at; i < at + hop; i++) sum += (x[i] as number) ** 2;
    powers.push(sum / hop);
  }
  powers.sort((a, b) => a - b);
  return powers[Math.floor(0.95 * powers.length)] ?? 0;
}

/** Every 50 ms at the same level: music goes up and down, a planted masker has to be there all the time. */
function levelled(channels: readonly Float64Array[], power: number): Float64Array[] {
  const hop = Math.round(0.05 * rate);
  const out = channels.map((x) => new Float64Array(x.length));
  let last = 0;
  for (let at = 0; at < (out[0]?.length ?? 0); at += hop) {
    let sum = 1e-9;
    for (const x of channels) for (let i = at; i < Math.min(x.length, at + hop); i++) sum += (x[i] as number) ** 2;
    const gain = Math.sqrt((power * hop) / sum);
    const inside = at >= PLANT_FROM * rate && at < PLANT_TO * rate ? gain : 0;
    channels.forEach((x, c) => {
      for (let i = at; i < Math.min(x.length, at + hop); i++)
        (out[c] as Float64Array)[i] = (x[i] as number) * (last + ((inside - last) * (i - at)) / hop);
    });
    last = inside;
  }
  return out;
}

const contextOf = (companions: readonly AudioSource[]): ToolContext => ({
  kernels: wasmKernels,
  progress: (): void => {},
  companions,
});
const params = clash.parameters.parse({});

if (!existsSync(shared)) {
  console.log('No shared stems: nothing to plant in.');
  process.exit(0);
}
console.log(machine());
let [planted, hits, found, right] = [0, 0, 0, 0];
for (const { name, from } of SONGS) {
  const vocals = await excerpt(`${shared}/${name}/vocals.flac`, from, SECONDS);
  const other = await excerpt(`${shared}/${name}/other.flac`, from, SECONDS);
  const voice = stem('vocals', vocals);
  for (const [low, high] of PLACES) {
    const there = loud(cut(vocals, low, high), PLANT_FROM, PLANT_TO);
    for (const overDb of OVER_DB) {
      const masker = stem('masker', levelled(cut(other, low, high), there * 10 ** (overDb / 10)));
      const { clashes } = await clash.analyse(masker, params, contextOf([voice]));
      const isRight = clashes.map(
        ({ masker: a, masked: b, fromHz, toHz, passages }) =>
          a === 0 &&
          b === 1 &&
          fromHz < high &&
          toHz > low &&
          (passages[0]?.fromSeconds ?? 0) > PLANT_FROM - 1 &&
          (passages.at(-1)?.toSeconds ?? SECONDS) < PLANT_TO + 1,
      );
      planted++;
      if (isRight.some(Boolean)) hits++;
      else console.log(`not found: ${name}, ${low}-${high} Hz, ${overDb} dB`);
      found += clashes.length;
      right += isRight.filter(Boolean).length;
    }
  }
}
console.log(
  `planted in real vocals: ${hits} of ${planted} found (recall ${(hits / planted).toFixed(2)}), ${right} of ${found} findings right (precision ${(right / found).toFixed(2)})`,
);

let [all, helped, half] = [0, 0, 0];
let [rendered, kept, harmed] = [0, 0, 0];
for (const { name, from } of SONGS) {
  const files = ['drums', 'bass', 'other', 'vocals'].filter((stemName) =>
    existsSync(`${shared}/${name}/${stemName}.flac`),
  );
  const stems: AudioSource[] = [];
  for (const file of files) stems.push(stem(file, await excerpt(`${shared}/${name}/${file}.flac`, from, 30)));
  for (const source of stems) {
    const others = stems.filter((each) => each !== source);
    const context = contextOf(others);
    const analysis = await clash.analyse(source, params, context);
    if (source === stems[0])
      for (const { suggestion } of analysis.clashes) {
        all++;
        if (suggestion) helped++;
        if (suggestion?.enough) half++;
      }
    const plan = clash.plan?.(analysis, params, source.info) as Plan;
    const move = plan.moves.find(({ enabled }) => enabled);
    if (!move) continue;
    const only: Plan = { ...plan, moves: [move] };
    const take = source.info.layout.map(() => new Float64Array(source.info.frameCount));
    let at = 0;
    for await (const block of clash.render?.(source, only, context) ?? []) {
      block.channels.forEach((x, c) => {
        take[c]?.set(x.subarray(0, block.frames), at);
      });
      at += block.frames;
    }
    const proof = await clash.prove?.(source, stem('take', take), only, context);
    const [proved] = (proof?.json['moves'] ?? []) as { before: number; after: number }[];
    const pairs = (proof?.json['pairs'] ?? []) as { masker: string; masked: string; before: number; after: number }[];
    const worst = [...pairs].sort((a, b) => b.after - b.before - (a.after - a.before))[0];
    const percent = (share: number | undefined): string => `${(100 * (share ?? 0)).toFixed(1)} %`;
    console.log(
      `${name}: ${move.title}: ${percent(proved?.before)} to ${percent(proved?.after)}; worst elsewhere ${worst?.masked} under ${worst?.masker}, ${percent(worst?.before)} to ${percent(worst?.after)}`,
    );
    rendered++;
    if (proved && proved.after <= 0.5 * proved.before) kept++;
    if (pairs.some((pair) => pair.after > 1.1 * pair.before + 0.005)) harmed++;
  }
}
console.log(
  `clashes of the stems as they are: ${all}; a remedy for ${helped}, which gives half back for ${half}; the others say that one of the two has to give way`,
);
console.log(
  `remedies proposed switched on and rendered alone: ${rendered}; half given back as measured: ${kept}; another pair worse by over a tenth: ${harmed}`,
);
