import type { AudioInfo } from '@studiohand/core/audio';
import type { Finding, Report } from '@studiohand/core/tool';
import type { ConvertAnalysis } from './analyse.ts';
import { MOVES } from './chain.ts';
import { isLossy } from './containers.ts';
import type { ConvertParams } from './params.ts';
import { clipsOvers, headroomDb, planConversion } from './plan.ts';
import { channelsName, depthName, resolveTarget } from './target.ts';

/** What changes, one plain sentence each; empty when the audio stays as it is in the same format. */
export function changes(analysis: ConvertAnalysis, params: ConvertParams, info: AudioInfo): string[] {
  return planConversion(analysis, params, info)
    .moves.filter((move) => move.enabled)
    .map((move) => `${move.title}. ${move.reason}`);
}

const showDb = (db: number | null): string => (db === null ? 'silence' : `${db.toFixed(2)} dBFS`);

function findingsOf(analysis: ConvertAnalysis, params: ConvertParams, info: AudioInfo): Finding[] {
  const target = resolveTarget(params, info);
  const findings: Finding[] = [];
  const gainDb = headroomDb(analysis);
  if (gainDb < 0 && clipsOvers(target)) {
    const peak = (analysis.convertedPeakDbfs ?? 0).toFixed(2);
    findings.push({
      id: 'over',
      severity: 'warning',
      text: `Converted, the audio peaks at +${peak} dBFS and ${analysis.oversCount} samples clip. Switch on the move "${MOVES.headroom}" (${gainDb.toFixed(1)} dB), or write 32-bit float.`,
      ...(analysis.firstOverSeconds === null ? {} : { fromSeconds: analysis.firstOverSeconds }),
    });
  }
  if (info.encoding === undefined && isLossy(target.limits)) {
    findings.push({
      id: 'lossy-again',
      severity: 'notice',
      text: `The source is lossy already (${info.codec}); encoding it again as ${target.codec} loses once more.`,
    });
  }
  const adm = info.metadata.some(({ id }) => id === 'chna' || id === 'axml');
  if (adm && params.metadata === 'keep' && channelsName(info.layout) !== channelsName(target.layout)) {
    findings.push({
      id: 'adm-dropped',
      severity: 'notice',
      text: 'The ADM description (axml, chna) names channels that the result does not have, and is left out.',
    });
  }
  return findings;
}

/** The analysis for people and programs: what is there, what it becomes, what to watch. */
export function report(analysis: ConvertAnalysis, params: ConvertParams, info: AudioInfo): Report {
  const target = resolveTarget(params, info);
  const list = changes(analysis, params, info);
  const used = analysis.usedBits;
  const from = `${info.sampleRateHz} Hz, ${depthName(info.encoding)}, ${channelsName(info.layout)}, ${info.container}`;
  const to = `${target.sampleRateHz} Hz, ${depthName(target.encoding)}, ${channelsName(target.layout)}, ${target.container}`;
  return {
    json: {
      changes: list,
      container: target.container,
      codec: target.codec,
      sampleRateHz: target.sampleRateHz,
      encoding: target.encoding ?? null,
      channels: target.layout.length,
      samplePeakDbfs: analysis.samplePeakDbfs,
      convertedPeakDbfs: analysis.convertedPeakDbfs,
      oversCount: analysis.oversCount,
      usedBits: used,
    },
    rows: [
      { label: 'From', value: from },
      { label: 'To', value: to },
      { label: 'Sample peak', value: showDb(analysis.samplePeakDbfs) },
      { label: 'Bits in use', value: used === null ? 'finer than 32 bit integer' : String(used) },
      ...(list.length > 0
        ? list.map((value, i) => ({ label: `Change ${i + 1}`, value }))
        : [{ label: 'Changes', value: 'none: samples and metadata stay as they are' }]),
    ],
    findings: findingsOf(analysis, params, info),
  };
}
