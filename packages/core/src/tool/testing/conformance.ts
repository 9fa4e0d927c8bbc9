import { type AudioBlock, AudioError, type AudioInfo, type AudioSource, memoryAudio } from '../../audio/index.ts';
import type { DspKernels } from '../../dsp/kernels.ts';
import type { Plan, Report, Tool, ToolContext } from '../tool.ts';
import { musicLike, uniform } from './signals.ts';
import { type BlockFrames, splitAgain } from './splitAgain.ts';

/** The two functions of a test runner that the suite needs; a failing case throws. */
export interface TestRunner {
  describe(name: string, body: () => void): void;
  it(name: string, body: () => Promise<void>): void;
}

/** What one tool is run with. */
export interface ConformanceOptions {
  readonly kernels: DspKernels;
  /** Parameter sets beyond the defaults and presets that make the tool do its work. */
  readonly examples?: readonly unknown[];
  /** For tools with companions: files that fit the source of the case at hand, down to 1 frame, or none. */
  readonly companions?: (info: AudioInfo) => readonly AudioSource[];
}

/** Makes the context of a case: its companions come in blocks like those of the source. */
type ContextFor = (source: AudioSource, split?: BlockFrames, signal?: AbortSignal) => Promise<ToolContext>;

const PCM24: Partial<AudioInfo> = { encoding: { kind: 'int', bits: 24 } };

function fail(message: string): never {
  throw new Error(message);
}

function contexts(kernels: DspKernels, companionsOf: ConformanceOptions['companions']): ContextFor {
  return async (source, split, signal) => {
    const files = await Promise.all((companionsOf?.(source.info) ?? []).map((file) => splitAgain(file, split)));
    const companions = companionsOf === undefined ? {} : { companions: files };
    return { kernels, progress: (): void => {}, ...(signal ? { signal } : {}), ...companions };
  };
}

async function collect(stream: AsyncIterable<AudioBlock>): Promise<Float64Array[]> {
  const parts: Float64Array[][] = [];
  for await (const { channels, frames } of stream) {
    channels.forEach((channel, c) => {
      (parts[c] ??= []).push(channel.slice(0, frames));
    });
  }
  return parts.map((list) => {
    const all = new Float64Array(list.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of list) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  });
}

interface Run {
  readonly json: string;
  readonly plan: Plan | undefined;
  readonly audio: Float64Array[];
}

/** What a host relies on when it shows and stores a report. */
function checkReport({ json, rows, attachments = [] }: Report): void {
  // JSON.stringify would turn what it cannot carry into null without a word.
  JSON.stringify({ json, rows }, (key, value: unknown) => {
    const lost =
      typeof value === 'number' ? !Number.isFinite(value) : typeof value === 'string' && /NaN|Infinity/.test(value);
    return lost ? fail(`the report holds a value that JSON cannot carry: ${key} ${value}`) : value;
  });
  const names = attachments.map(({ name }) => name);
  if (new Set(names).size !== names.length) fail(`two attachments have one name: ${names.join(', ')}`);
  for (const { name, title, mediaType, text: content } of attachments) {
    if (!/^[^\\/:*?"<>|]+\.[a-z0-9]+$/i.test(name)) fail(`'${name}' is not a file name with an extension`);
    if (title === '' || content === '' || !/^[a-z]+\/[\w.+-]+(;.*)?$/.test(mediaType)) fail(`${name} is incomplete`);
  }
}

async function run(tool: Tool, source: AudioSource, input: unknown, ctx: ToolContext): Promise<Run> {
  const params = tool.parameters.parse(input);
  const analysis = await tool.analyse(source, params, ctx);
  const cached: unknown = JSON.parse(JSON.stringify(analysis));
  const report = tool.report(cached, params, source.info);
  checkReport(report);
  const json = JSON.stringify([report.json, report.attachments]);
  const plan = tool.plan?.(cached, params, source.info);
  if (!plan || !tool.output || !tool.render) return { json, plan: undefined, audio: [] };
  const parsed = JSON.parse(JSON.stringify(plan)) as Plan;
  const spec = tool.output(parsed, source.info);
  const stems = tool.stems?.(parsed, source.info) ?? [];
  if (stems.length > 0 && stems.reduce((sum, { channels }) => sum + channels, 0) !== spec.channels)
    fail(`the stems have other channels than the ${spec.channels} promised`);
  if (new Set(stems.map(({ id }) => id)).size !== stems.length) fail('two stems have one id');
  const audio = await collect(tool.render(source, parsed, ctx));
  if (spec.frameCount > 0 && audio.length !== spec.channels)
    fail(`${audio.length} channels rendered, ${spec.channels} promised`);
  for (const channel of audio) {
    if (channel.length !== spec.frameCount) fail(`${channel.length} frames rendered, ${spec.frameCount} promised`);
  }
  return { json, plan: parsed, audio };
}

function same(a: Run, b: Run, what: string): void {
  if (a.json !== b.json) fail(`${what}: the report differs\n${a.json.slice(0, 400)}\n${b.json.slice(0, 400)}`);
  a.audio.forEach((channel, c) => {
    const other = b.audio[c] ?? fail(`${what}: channel ${c} is missing`);
    for (let i = 0; i < channel.length; i++) {
      if (channel[i] !== other[i]) fail(`${what}: channel ${c} differs from frame ${i}: ${channel[i]} and ${other[i]}`);
    }
  });
}

/** Whatever happens must be a result without NaN or a typed error that names a remedy. */
async function resultOrError(work: Promise<Run>, what: string): Promise<void> {
  try {
    const { audio } = await work;
    for (const channel of audio)
      if (channel.some((v) => !Number.isFinite(v))) fail(`${what}: rendered samples are not finite`);
  } catch (error) {
    if (!(error instanceof AudioError)) throw error;
    if (error.hint.length < 10) fail(`${what}: ${error.code} has no remedy`);
  }
}

/** The battery every tool of the registry passes (DESIGN section 4, point 7). */
export function toolConformance(
  tool: Tool,
  { kernels, examples = [], companions }: ConformanceOptions,
  { describe, it }: TestRunner,
): void {
  const inputs: unknown[] = [{}, ...tool.presets.map((p) => p.params), ...examples];
  const contextFor = contexts(kernels, companions);
  const runWith = async (source: AudioSource, input: unknown, split?: BlockFrames): Promise<Run> =>
    run(tool, source, input, await contextFor(source, split));

  describe(`tool ${tool.id}`, () => {
    it('describes itself', async () => {
      if (!/^[a-z][a-z-]*$/.test(tool.id)) fail('the id is not kebab-case');
      if (tool.summary.length < 20 || !tool.summary.endsWith('.')) fail('the summary is not a sentence');
      const renders = [tool.plan, tool.output, tool.render, tool.prove].filter(Boolean).length;
      if (renders !== 0 && renders !== 4) fail('plan, output, render and prove come together');
      if (!tool.companions) return;
      const { title, description, minimum, maximum } = tool.companions;
      if (title === '' || !description.endsWith('.')) fail('the companions are not described');
      if (!(Number.isInteger(minimum) && minimum >= 0 && maximum >= Math.max(1, minimum)))
        fail(`${minimum} to ${maximum} companions make no sense`);
      if (minimum > 0 && !companions) fail('the suite was given no companions for this tool');
    });

    it('asks for the files it needs', async () => {
      if (!tool.companions || tool.companions.minimum === 0) return;
      const source = memoryAudio(musicLike(2, 4800, 48000), 48000, PCM24);
      try {
        await tool.analyse(source, tool.parameters.parse({}), { kernels, progress: (): void => {} });
      } catch (error) {
        if (error instanceof AudioError && error.code === 'invalid-parameter') return;
        throw error;
      }
      fail('it worked without the files it says it needs');
    });

    it('round-trips its parameters and refuses unknown ones', async () => {
      for (const input of inputs) {
        const params = tool.parameters.parse(input);
        const again = tool.parameters.parse(JSON.parse(JSON.stringify(params)));
        if (JSON.stringify(params) !== JSON.stringify(again))
          fail(`parameters changed: ${JSON.stringify(params)} ${JSON.stringify(again)}`);
      }
      try {
        tool.parameters.parse({ noSuchParameter: 1 });
      } catch (error) {
        if (error instanceof AudioError && error.code === 'invalid-parameter') return;
        throw error;
      }
      fail('an unknown parameter was accepted');
    });

    it('gives the same result for every way of splitting blocks, and twice the same', async () => {
      const rate = 48000;
      const channels = musicLike(2, 24000, rate);
      const random = uniform(7);
      const splits: [string, () => number][] = [
        ['blocks of 1', (): number => 1],
        ['blocks of 64', (): number => 64],
        ['blocks of 65', (): number => 65],
        ['blocks of 8193', (): number => 8193],
        ['random blocks', (): number => 1 + Math.floor(random() * 3000)],
      ];
      for (const input of inputs) {
        const whole = await runWith(memoryAudio(channels, rate, PCM24), input);
        same(whole, await runWith(memoryAudio(channels, rate, PCM24), input), 'second run');
        for (const [name, blockFrames] of splits) {
          same(whole, await runWith(memoryAudio(channels, rate, { ...PCM24, blockFrames }), input, blockFrames), name);
        }
      }
    });

    for (const rate of [8000, 11025, 44100, 48000, 96000, 192000]) {
      it(`works at ${rate} Hz from mono to 7.1.4`, async () => {
        for (const count of [1, 2, 6, 12]) {
          for (const input of inputs) {
            await resultOrError(
              runWith(memoryAudio(musicLike(count, Math.round(rate / 8), rate), rate, PCM24), input),
              `${count} channels`,
            );
          }
        }
      });
    }

    it('survives silence, DC, single frames, no frames, 64 channels and 768 kHz', async () => {
      const cases: [string, Float64Array[], number][] = [
        ['silence', [new Float64Array(9600), new Float64Array(9600)], 48000],
        ['DC', [new Float64Array(9600).fill(0.5)], 48000],
        ['one frame', [Float64Array.of(0.25)], 44100],
        ['no frames', [new Float64Array(0)], 44100],
        ['64 channels', musicLike(64, 512, 48000), 48000],
        ['768 kHz', musicLike(1, 7680, 768000), 768000],
        ['full scale', [new Float64Array(4800).map((_, i) => (i % 48 < 24 ? 1 : -1))], 48000],
      ];
      for (const [what, channels, rate] of cases) {
        for (const input of inputs) await resultOrError(runWith(memoryAudio(channels, rate, PCM24), input), what);
      }
    });

    it('meets NaN and infinity with an error or finite figures', async () => {
      for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
        const channels = musicLike(2, 4800, 48000);
        (channels[1] as Float64Array)[2000] = bad;
        const source = memoryAudio(channels, 48000, { encoding: { kind: 'float', bits: 32 } });
        const params = tool.parameters.parse({});
        try {
          const analysis = await tool.analyse(source, params, await contextFor(source));
          checkReport(tool.report(analysis, params, source.info));
        } catch (error) {
          if (!(error instanceof AudioError)) throw error;
        }
      }
    });

    it('leaves the samples alone when every move is off', async () => {
      if (!tool.plan || !tool.render || !tool.output) return;
      const channels = musicLike(2, 6000, 44100);
      const source = memoryAudio(channels, 44100, PCM24);
      const params = tool.parameters.parse({});
      const ctx = await contextFor(source);
      const plan = tool.plan(await tool.analyse(source, params, ctx), params, source.info);
      const off: Plan = { ...plan, moves: plan.moves.map((move) => ({ ...move, enabled: false })) };
      const audio = await collect(tool.render(source, off, ctx));
      same({ json: '', plan: off, audio }, { json: '', plan: off, audio: channels }, 'all moves off');
    });

    it('stops when cancelled', async () => {
      const controller = new AbortController();
      const channels = musicLike(2, 48000, 48000);
      let blocks = 0;
      const blockFrames = (): number => {
        if (++blocks === 5)
          controller.abort(new AudioError('cancelled', 'Cancelled.', 'Start it again when you like.'));
        return 480;
      };
      const source = memoryAudio(channels, 48000, { ...PCM24, blockFrames });
      const params = tool.parameters.parse({});
      try {
        await tool.analyse(source, params, await contextFor(source, undefined, controller.signal));
      } catch (error) {
        if (error instanceof AudioError && error.code === 'cancelled') return;
        throw error;
      }
      fail(`analysis went on after the cancel: ${blocks} blocks were read`);
    });

    it('proves its take', async () => {
      if (!tool.plan || !tool.render || !tool.output || !tool.prove) return;
      for (const input of inputs) {
        const source = memoryAudio(musicLike(2, 24000, 48000), 48000, PCM24);
        const ctx = await contextFor(source);
        const { plan, audio } = await run(tool, source, input, ctx);
        if (!plan) fail('no plan');
        const spec = tool.output(plan, source.info);
        const take = memoryAudio(audio, spec.sampleRateHz, { ...source.info, ...spec });
        const proof = await tool.prove(source, take, plan, ctx);
        checkReport(proof);
        if (proof.rows.length === 0) fail('the proof has no figures');
      }
    });
  });
}
