import type { AudioSource } from '@studiohand/core/audio';
import { TruePeakMeter } from '@studiohand/core/dsp';
import type { Finding, ToolContext } from '@studiohand/core/tool';
import { FinePeak } from './finePeak.ts';
import type { CodecSetting } from './targets.ts';
import { type Figure, figure } from './words.ts';

/** True peak after coding and decoding. */
export interface CodecPeak {
  readonly codec: string;
  readonly bitrateKbps: number;
  readonly truePeakDbtp: Figure;
  /** Level change that brings the decoded peak to 0 dBTP; 0 when it is below. */
  readonly safeGainDb: number;
}

const NAMES: Readonly<Record<string, string>> = { aac: 'AAC', mp3: 'MP3', vorbis: 'Vorbis', opus: 'Opus' };
/** Another level makes the codec decide a little differently. */
const SAFETY_DB = 0.1;

/** True peak of a stream: sixteen-times where it counts, four-times elsewhere. */
export async function truePeakOf(source: AudioSource, context: ToolContext): Promise<number> {
  const meter = new TruePeakMeter(source.info, context.kernels);
  const fine = new FinePeak(source.info, 0.7);
  for await (const block of source.blocks(context.signal ? { signal: context.signal } : {})) {
    context.signal?.throwIfAborted();
    meter.push(block);
    fine.push(block);
  }
  return Math.max(meter.finish().truePeakDbtp, 20 * Math.log10(fine.finish()));
}

/** Sends a take through the codecs the host has, one after the other, and measures what comes back. */
export async function codecPeaks(
  take: AudioSource,
  settings: readonly CodecSetting[],
  context: ToolContext,
): Promise<{ readonly peaks: CodecPeak[]; readonly missing: string[] }> {
  const peaks: CodecPeak[] = [];
  const missing: string[] = [];
  const { codecs } = context;
  for (const [index, { codec, bitrateKbps }] of settings.entries()) {
    context.progress('through codecs', index / settings.length);
    if (!codecs?.codecs.includes(codec) || take.info.channels > 2 || take.info.frameCount === 0) {
      missing.push(`${NAMES[codec] ?? codec} ${bitrateKbps}`);
      continue;
    }
    const decoded = await codecs.roundTrip(take, codec, bitrateKbps, context.signal);
    try {
      const truePeakDbtp = await truePeakOf(decoded, context);
      const over = Math.ceil(10 * (truePeakDbtp + SAFETY_DB)) / 10;
      peaks.push({
        codec,
        bitrateKbps,
        truePeakDbtp: figure(truePeakDbtp),
        safeGainDb: truePeakDbtp > 0 ? -over : 0,
      });
    } finally {
      await decoded.close();
    }
  }
  return { peaks, missing };
}

/** Rows and findings of the previews. */
export function codecWords(
  peaks: readonly CodecPeak[],
  missing: readonly string[],
): {
  readonly rows: { readonly label: string; readonly value: string }[];
  readonly findings: Finding[];
} {
  const findings: Finding[] = peaks
    .filter(({ safeGainDb }) => safeGainDb < 0)
    .map(({ codec, bitrateKbps, truePeakDbtp, safeGainDb }) => ({
      id: `codec-${codec}-${bitrateKbps}`,
      severity: 'warning',
      text: `As ${NAMES[codec]} at ${bitrateKbps} kbit/s it peaks at +${(truePeakDbtp ?? 0).toFixed(2)} dBTP and clips in players; ${safeGainDb.toFixed(1)} dB make it safe.`,
    }));
  if (missing.length > 0)
    findings.push({
      id: 'codecs-missing',
      severity: 'info',
      text: `Not heard through ${missing.join(', ')}: this machine has no such codec for this file.`,
    });
  const rows = peaks.map(({ codec, bitrateKbps, truePeakDbtp, safeGainDb }) => ({
    label: `${NAMES[codec]} ${bitrateKbps} kbit/s`,
    value: `${truePeakDbtp === null ? 'silence' : `${truePeakDbtp.toFixed(2)} dBTP`}${safeGainDb < 0 ? `, safe with ${safeGainDb.toFixed(1)} dB` : ''}`,
  }));
  return { rows, findings };
}
