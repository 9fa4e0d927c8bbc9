import type { AudioInfo } from '@studiohand/core/audio';
import type { Report } from '@studiohand/core/tool';
import type { MeasureAnalysis } from './analysis.ts';
import { findings } from './findings.ts';
import { clock, frequency, show } from './words.ts';

export interface Row {
  readonly label: string;
  readonly value: string;
}

/** The terminal's table, the findings, and the public JSON, which is the analysis itself. */
export function report(analysis: MeasureAnalysis, info: AudioInfo): Report {
  return { json: { ...analysis }, rows: rows(analysis, info), findings: findings(analysis, info) };
}

/** The most important figures, each with its unit. */
export function rows(a: MeasureAnalysis, info: AudioInfo): Row[] {
  const list: Row[] = [{ label: 'File', value: describeFile(a, info) }];
  const add = (label: string, value: string): void => {
    list.push({ label, value });
  };
  if (a.loudness) {
    add('Integrated', show(a.integratedLufs, 'LUFS'));
    add('Loudness range', rangeText(a));
    add('Momentary max', show(a.maxMomentaryLufs, 'LUFS'));
    add('Short-term max', show(a.maxShortTermLufs, 'LUFS'));
  }
  if (a.truePeak) add('True peak', show(a.truePeakDbtp, 'dBTP', 2));
  if (a.samplePeakDbfs !== undefined) add('Sample peak', show(a.samplePeakDbfs, 'dBFS', 2));
  if (a.plrLu !== undefined) add('PLR', show(a.plrLu, 'LU', 1, 'no loudness'));
  if (a.psr)
    add(
      'PSR',
      a.psr.medianDb === null
        ? 'no 3 s window'
        : `${show(a.psr.medianDb, 'dB')} median, ${show(a.psr.lowestDb, 'dB')} lowest`,
    );
  if (a.dynamics) {
    add('RMS', show(a.dynamics.rmsDbfs, 'dBFS'));
    add(
      'Crest',
      a.dynamics.crestDb === null
        ? 'silence'
        : `${show(a.dynamics.crestDb, 'dB')}, DR-style ${show(a.dynamics.drDb, 'dB', 0)}`,
    );
    add('Noise floor', `${show(a.dynamics.noiseFloorDbfs, 'dBFS')} (10th percentile of 50 ms RMS)`);
  }
  if (a.stereo) {
    add('Correlation', a.stereo.correlation === null ? 'one channel is silent' : a.stereo.correlation.toFixed(2));
    add('Mono fold-down', show(a.stereo.monoLevelDb, 'dB', 1, a.stereo.midRmsDbfs === null ? 'cancels' : 'silence'));
  }
  if (a.spectrum)
    add(
      'Highest frequency',
      a.spectrum.bandwidth.highestHz === null ? 'silence' : frequency(a.spectrum.bandwidth.highestHz),
    );
  if (a.technical) {
    add('Bit depth', bitDepthText(a.technical.bitDepth));
    add('DC offset', (a.dcOffset ?? []).map((dc) => `${((dc ?? 0) * 100).toFixed(3)} %`).join(' '));
  }
  return list;
}

export function rangeText(a: MeasureAnalysis): string {
  if (a.integratedLufs === null) return 'silence';
  return `${show(a.loudnessRangeLu, 'LU')}${a.loudness?.rangeStable ? '' : ' (not stable under 60 s)'}`;
}

export function describeFile(a: MeasureAnalysis, info: AudioInfo): string {
  const depth = info.encoding ? `${info.encoding.bits}-bit ${info.encoding.kind}` : info.codec;
  const channels = a.channels === 1 ? 'mono' : a.channels === 2 ? 'stereo' : `${a.channels} channels`;
  return `${clock(a.durationSeconds)}, ${a.sampleRateHz / 1000} kHz, ${depth}, ${channels}, ${info.container}`;
}

export function bitDepthText({
  storedBits,
  storedAs,
  usedBits,
}: {
  storedBits: number | null;
  storedAs: string | null;
  usedBits: number | null;
}): string {
  if (storedBits === null) return 'none (lossy codec)';
  if (storedAs === 'float')
    return usedBits === null ? `${storedBits}-bit float` : `${storedBits}-bit float on a ${usedBits}-bit grid`;
  return usedBits === null ? `${storedBits} bit` : `${usedBits} of ${storedBits} bits used`;
}
