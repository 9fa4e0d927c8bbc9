/** Maskings planted into real stems are found, and nothing else that was not there before. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type AudioSource, memoryAudio, readAll } from '@studiohand/core/audio';
import { Prng } from '@studiohand/core/dsp';
import { wasmKernels } from '@studiohand/kernels';
import { openAudio } from '@studiohand/node';
import { tools } from '@studiohand/tools';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../../../shared/audio/stems/lithium/', import.meta.url));
const reason = existsSync(folder) ? undefined : 'no shared/audio beside the repository';
if (reason) console.log(`clash on real stems skipped: ${reason}`);

const FROM_SECONDS = 90;
const SECONDS = 24;
const PARTIALS = 24;

interface Clash {
  readonly masker: string;
  readonly masked: string;
  readonly fromHz: number;
  readonly toHz: number;
}

async function part(name: string): Promise<{ channels: Float64Array[]; rate: number }> {
  const source = await openAudio(`${folder}${name}`);
  const rate = source.info.sampleRateHz;
  const options = { startFrame: FROM_SECONDS * rate, frameCount: SECONDS * rate };
  const channels = await readAll({ ...source, blocks: () => source.blocks(options) });
  await source.close();
  return { channels, rate };
}

/** Dense partials between two frequencies from 4 s to 18 s. */
function noise(fromHz: number, toHz: number, levelDbfs: number, rate: number, seed: number): Float64Array {
  const prng = new Prng(seed);
  const random = (): number => prng.next() / 2 ** 32 + 0.5;
  const out = new Float64Array(SECONDS * rate);
  const peak = 10 ** (levelDbfs / 20) * Math.sqrt(2 / PARTIALS);
  for (let k = 0; k < PARTIALS; k++) {
    const step = (2 * Math.PI * fromHz * (toHz / fromHz) ** ((k + random()) / PARTIALS)) / rate;
    const phase = 2 * Math.PI * random();
    for (let i = 4 * rate; i < 18 * rate; i++) out[i] += peak * Math.sin(step * i + phase);
  }
  return out;
}

describe.skipIf(reason)('clash on real stems', () => {
  const clash = tools.find((tool) => tool.id === 'clash');
  if (!clash) throw new Error('clash is not registered');
  const clashesOf = async (drums: AudioSource, vocals: AudioSource): Promise<Clash[]> => {
    const params = clash.parameters.parse({});
    const context = { kernels: wasmKernels, progress: (): void => {}, companions: [vocals] };
    const analysis = await clash.analyse(drums, params, context);
    const { clashes } = clash.report(analysis, params, drums.info).json as { clashes: Clash[] };
    return clashes.filter((found) => found.masker === 'drums' && found.masked === 'vocals');
  };

  it('finds what is planted, and nothing that is not there', async () => {
    const vocals = await part('vocals.flac');
    const drums = await part('drums.flac');
    const voice = memoryAudio(vocals.channels, vocals.rate, { name: 'vocals.wav' });
    const before = await clashesOf(memoryAudio(drums.channels, drums.rate, { name: 'drums.wav' }), voice);
    const places = [
      [200, 350],
      [400, 700],
      [800, 1400],
      [1500, 2500],
      [2500, 4500],
    ] as const;
    let [hits, found, right] = [0, 0, 0];
    for (const [k, [low, high]] of places.entries()) {
      const planted = noise(low, high, -18, drums.rate, 20 + k);
      const channels = drums.channels.map((channel) => channel.map((v, i) => v + planted[i]));
      const clashes = await clashesOf(memoryAudio(channels, drums.rate, { name: 'drums.wav' }), voice);
      const overlaps = (a: { fromHz: number; toHz: number }, from: number, to: number): boolean =>
        a.fromHz < to && a.toHz > from;
      if (clashes.some((clash) => overlaps(clash, low, high))) hits++;
      const fresh = clashes.filter((clash) => !before.some((old) => overlaps(old, clash.fromHz, clash.toHz)));
      found += fresh.length;
      right += fresh.filter((clash) => overlaps(clash, low, high)).length;
    }
    expect(hits / places.length).toBeGreaterThanOrEqual(0.9);
    expect(right).toBeGreaterThanOrEqual(0.9 * found);
  });
});
