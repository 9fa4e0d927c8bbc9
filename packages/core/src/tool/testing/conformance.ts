import { type AudioBlock, AudioError, type AudioInfo, type AudioSource, memoryAudio } from '../../audio/index.ts';
import type { DspKernels } from '../../dsp/kernels.ts';
import type { Plan, Tool, ToolContext } from '../tool.ts';
import { musicLike, uniform } from './signals.ts';

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
}

const PCM24: Partial<AudioInfo> = { encoding: { kind: 'int', bits: 24 } };

function fail(message: string): never {
  throw new Error(message);
}

function context(kernels: DspKernels, signal?: AbortSignal): ToolContext {
  return { kernels, progress: (): void => {}, ...(signal ? { signal } : {}) };
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

async function run(tool: Tool, source: AudioSource, input: unknown, ctx: ToolContext): Promise<Run> {
  const params = tool.parameters.parse(input);
  const analysis = await tool.analyse(source, params, ctx);
  const cached: unknown = JSON.parse(JSON.stringify(analysis));
  const json = JSON.stringify(tool.report(cached, params, source.info).json);
  const plan = tool.plan?.(cached, params, source.info);
  if (!plan || !tool.output || !tool.render) return { json, plan: undefined, audio: [] };
  const parsed = JSON.parse(JSON.stringify(plan)) as Plan;
  const spec = tool.output(parsed, source.info);
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
    const { json, audio } = await work;
    if (json.includes('NaN') || json.includes('Infinity'))
      fail(`${what}: the report holds a value that JSON cannot carry`);
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
  { kernels, examples = [] }: ConformanceOptions,
  { describe, it }: TestRunner,
): void {
  const inputs: unknown[] = [{}, ...tool.presets.map((p) => p.params), ...examples];
  const ctx = context(kernels);

  describe(`tool ${tool.id}`, () => {
    it('describes itself', async () => {
      if (!/^[a-z][a-z-]*$/.test(tool.id)) fail('the id is not kebab-case');
      if (tool.summary.length < 20 || !tool.summary.endsWith('.')) fail('the summary is not a sentence');
      const renders = [tool.plan, tool.output, tool.render, tool.prove].filter(Boolean).length;
      if (renders !== 0 && renders !== 4) fail('plan, output, render and prove come together');
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
        const whole = await run(tool, memoryAudio(channels, rate, PCM24), input, ctx);
        same(whole, await run(tool, memoryAudio(channels, rate, PCM24), input, ctx), 'second run');
        for (const [name, blockFrames] of splits) {
          same(whole, await run(tool, memoryAudio(channels, rate, { ...PCM24, blockFrames }), input, ctx), name);
        }
      }
    });

    for (const rate of [8000, 11025, 44100, 48000, 96000, 192000]) {
      it(`works at ${rate} Hz from mono to 7.1.4`, async () => {
        for (const count of [1, 2, 6, 12]) {
          for (const input of inputs) {
            await resultOrError(
              run(tool, memoryAudio(musicLike(count, Math.round(rate / 8), rate), rate, PCM24), input, ctx),
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
        for (const input of inputs)
          await resultOrError(run(tool, memoryAudio(channels, rate, PCM24), input, ctx), what);
      }
    });

    it('meets NaN and infinity with an error or finite figures', async () => {
      for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
        const channels = musicLike(2, 4800, 48000);
        (channels[1] as Float64Array)[2000] = bad;
        const source = memoryAudio(channels, 48000, { encoding: { kind: 'float', bits: 32 } });
        const params = tool.parameters.parse({});
        try {
          const analysis = await tool.analyse(source, params, ctx);
          const json = JSON.stringify(tool.report(analysis, params, source.info).json);
          if (json.includes('NaN') || json.includes('Infinity'))
            fail('the report holds a value that JSON cannot carry');
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
        await tool.analyse(source, params, context(kernels, controller.signal));
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
        const { plan, audio } = await run(tool, source, input, ctx);
        if (!plan) fail('no plan');
        const spec = tool.output(plan, source.info);
        const take = memoryAudio(audio, spec.sampleRateHz, { ...source.info, ...spec });
        const proof = await tool.prove(source, take, plan, ctx);
        const json = JSON.stringify(proof.json);
        if (json.includes('NaN') || proof.rows.length === 0) fail('the proof has no figures');
      }
    });
  });
}
