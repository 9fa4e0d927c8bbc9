import type { AudioBlock, AudioInfo, AudioSource, OutputSpec } from '../audio/index.ts';
import type { DspKernels } from '../dsp/kernels.ts';
import type { StemSeparator, VoiceDenoiser } from './models.ts';

/** Progress of a job. `fraction` 0..1 within the whole job. */
export interface Progress {
  readonly stage: string;
  readonly fraction: number;
}

/** What a host gives a tool at run time. */
export interface ToolContext {
  readonly kernels: DspKernels;
  readonly signal?: AbortSignal;
  /** May be called often; the host throttles and adds the time left. */
  progress(stage: string, fraction: number): void;
  /** The files asked for by {@link Tool.companions}, in the producer's order; absent or empty when none were given. */
  readonly companions?: readonly AudioSource[];
  /** Lossy coding and decoding, where the host has it. */
  readonly codecs?: CodecPreview;
  /** Stem separation by the models that were added, where the host has it. */
  readonly separator?: StemSeparator;
  /** A noise reducer for spoken voice, where the host has it. */
  readonly voice?: VoiceDenoiser;
}

/** Puts audio through a lossy codec and back, so that a tool can tell what a service will make of it. */
export interface CodecPreview {
  /** What can be asked for: 'aac', 'mp3', 'vorbis', 'opus'. */
  readonly codecs: readonly string[];
  /**
   * The source after coding and decoding, time-aligned and of the same length. `bitrateKbps` is for the whole stream
   * (codecs that work by quality take the nearest). The caller closes it; nothing stays behind.
   */
  roundTrip(source: AudioSource, codec: string, bitrateKbps: number, signal?: AbortSignal): Promise<AudioSource>;
}

/** Further files a tool reads beside its source: references of `match`, other stems of `clash`. */
export interface Companions {
  /** What they are, plural, for a form and for --help: 'References'. */
  readonly title: string;
  /** One sentence. */
  readonly description: string;
  /** 0 when the tool also works without. */
  readonly minimum: number;
  readonly maximum: number;
}

/** A JSON Schema (draft 2020-12) object describing parameters, with `unit`, `step`, `scale` in its properties. */
export type JsonSchema = { readonly [key: string]: unknown };

/** Parameters of a tool: parse unknown input to P (AudioError 'invalid-parameter' naming the field), describe them. */
export interface ParameterSet<P> {
  parse(input: unknown): P;
  readonly schema: JsonSchema;
}

/** Named parameter settings, plain JSON. */
export interface Preset<P> {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly params: Partial<P>;
}

/** One proposed step with its reason, which the producer can switch, weight or drop. */
export interface Move {
  readonly id: string;
  readonly enabled: boolean;
  /** What it does, in a producer's words, with units. */
  readonly title: string;
  /** The measured fact that led to it. */
  readonly reason: string;
  /** Strength 0..1 where it makes sense; 1 by default. */
  readonly amount: number;
  /** Everything rendering needs; JSON values only. */
  readonly settings: { readonly [key: string]: unknown };
}

/** What a tool proposes: plain JSON, diffable, undoable, signable. */
export interface Plan {
  readonly tool: string;
  readonly version: number;
  readonly moves: readonly Move[];
  /** Seed of every random choice while rendering. */
  readonly seed: number;
}

/** One of the signals of a result that is several files. */
export interface StemSpec {
  /** 'vocals'; unique within the result. */
  readonly id: string;
  /** For names of files and lists: 'Vocals'. */
  readonly title: string;
  readonly channels: number;
}

/** Something worth telling, with its place in time where it has one. */
export interface Finding {
  readonly id: string;
  readonly severity: 'info' | 'notice' | 'warning' | 'problem';
  readonly text: string;
  readonly fromSeconds?: number;
  readonly toSeconds?: number;
}

/** A result for people and programs. */
export interface Report {
  /** The tool's public JSON (DESIGN section 6). */
  readonly json: { readonly [key: string]: unknown };
  /** Rows for a terminal or table: label, value with unit. */
  readonly rows: readonly { readonly label: string; readonly value: string }[];
  readonly findings: readonly Finding[];
  /** Small files to keep: settings for another program, cue sheets, metadata. */
  readonly attachments?: readonly Attachment[];
}

/** A small text file that belongs to a result. */
export interface Attachment {
  /** File name with its extension, without a folder. */
  readonly name: string;
  /** What it is, for a list. */
  readonly title: string;
  readonly mediaType: string;
  readonly text: string;
}

/** The contract of every tool: analyse, plan, render, prove. See DESIGN section 4. */
export interface Tool<P = unknown, A = unknown> {
  readonly id: string;
  readonly title: string;
  /** One sentence for lists and --help. */
  readonly summary: string;
  /** Raised whenever the same plan would render different bytes. */
  readonly version: number;
  readonly parameters: ParameterSet<P>;
  readonly presets: readonly Preset<P>[];
  /** True where asking for the tool is asking for a file (`convert`): a host then writes without a further question. */
  readonly delivers?: boolean;
  /** Set when the tool reads further files beside its source; they arrive in {@link ToolContext.companions}. */
  readonly companions?: Companions;
  /** Pure measurement of the source; the result is JSON and may be cached by content hash and parameters. */
  analyse(source: AudioSource, params: P, context: ToolContext): Promise<A>;
  /** Human-readable and machine-readable result of the analysis. */
  report(analysis: A, params: P, info: AudioInfo): Report;
  /** Self-contained HTML page of the analysis, for tools that have one. */
  reportHtml?(analysis: A, params: P, info: AudioInfo): string;
  /** The proposal; absent for tools that only measure. */
  plan?(analysis: A, params: P, info: AudioInfo): Plan;
  /** What rendering the plan will produce. Present exactly when `plan` is. */
  output?(plan: Plan, info: AudioInfo): OutputSpec;
  /**
   * For results that are several signals belonging together: their channels stand side by side in `output` and
   * `render`, in this order, and a host writes each as a file of its own. Empty where a plan gives one file.
   */
  stems?(plan: Plan, info: AudioInfo): readonly StemSpec[];
  /**
   * Container of the result as far as parameters and source decide it, so that a host can refuse a file name before any
   * work; that of the source where absent.
   */
  container?(params: P, info: AudioInfo): string;
  /**
   * Renders the plan as a stream in bounded memory: exactly `output(plan, info).frameCount` frames, starting at
   * frame 0, the same for every way the source is split into blocks.
   */
  render?(source: AudioSource, plan: Plan, context: ToolContext): AsyncIterable<AudioBlock>;
  /** Evidence computed from the rendered take: before, after, delta, what got worse. */
  prove?(source: AudioSource, take: AudioSource, plan: Plan, context: ToolContext): Promise<Report>;
}

/** Identity with types: `export const gain = defineTool({...})`. */
export function defineTool<P, A>(tool: Tool<P, A>): Tool<P, A> {
  return tool;
}
