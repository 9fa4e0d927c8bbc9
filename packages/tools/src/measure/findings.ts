import type { AudioInfo } from '@studiohand/core/audio';
import type { Finding } from '@studiohand/core/tool';
import type { MeasureAnalysis } from './analysis.ts';
import { signalFindings } from './signalFindings.ts';
import { channelName, clock, plural, show } from './words.ts';

const ORDER: readonly Finding['severity'][] = ['problem', 'warning', 'notice', 'info'];
/** AES e-brief 373: its authors advise a PSR of 8 and more. */
const ADVISED_PSR_DB = 8;
const PLACES = 4;

/** What a producer should know, the gravest first; every finding is a measured fact with its place. */
export function findings(analysis: MeasureAnalysis, info: AudioInfo): Finding[] {
  const all = [
    ...validity(analysis, info),
    ...levels(analysis, info),
    ...loudness(analysis),
    ...signalFindings(analysis, info),
    ...info.notes.map((text): Finding => ({ id: 'file-note', severity: 'info', text })),
  ];
  return all.sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
}

function validity(
  { invalidSamples: { count, firstSeconds, firstChannel } }: MeasureAnalysis,
  info: AudioInfo,
): Finding[] {
  if (count === 0 || firstSeconds === null) return [];
  const where = `the first at ${clock(firstSeconds)}, ${channelName(firstChannel ?? 0, info.layout)}`;
  return [
    {
      id: 'invalid-samples',
      severity: 'problem',
      text: `${plural(count, 'sample is', 'samples are')} no valid number (NaN, infinite or beyond +120 dBFS), ${where}. They count as silence in every figure here; a DAW may mute or burst. Render the file again.`,
      fromSeconds: firstSeconds,
    },
  ];
}

function levels({ technical, truePeak, truePeakDbtp }: MeasureAnalysis, info: AudioInfo): Finding[] {
  const found: Finding[] = [];
  if (technical?.silence.silent) {
    const digital = technical.silence.digitalHeadSeconds === technical.silence.headSeconds;
    found.push({
      id: 'silent',
      severity: 'notice',
      text: digital ? 'The whole file is digital silence.' : 'Nothing in the file rises above -90 dBFS.',
    });
  }
  if (technical && technical.clipping.count > 0) {
    const { count, samples, runs } = technical.clipping;
    const longest = runs.reduce((a, b) => (b.samples > a.samples ? b : a));
    found.push({
      id: 'clipped',
      severity: 'warning',
      text: `${plural(count, 'clipped run')} at full scale (${plural(samples, 'sample')}): ${places(runs.map((run) => run.seconds))}. Longest ${plural(longest.samples, 'sample')}, ${channelName(longest.channel, info.layout)}, at ${clock(longest.seconds)}.`,
      fromSeconds: runs[0]?.seconds ?? longest.seconds,
    });
  }
  if (technical && technical.clipping.flatToppedCount > 0) {
    const { flatToppedCount, flatToppedDbfs, runs } = technical.clipping;
    const first = runs.find((run) => run.levelDbfs !== null && run.levelDbfs <= (flatToppedDbfs ?? 0));
    found.push({
      id: 'flat-topped',
      severity: 'notice',
      text: `${plural(flatToppedCount, 'flat top')} at ${show(flatToppedDbfs, 'dBFS', 2)}, the highest level reached: clipped, then turned down (a square wave looks the same).`,
      ...(first ? { fromSeconds: first.seconds } : {}),
    });
  }
  if (truePeak && truePeak.overCount > 0) {
    const highest = truePeak.overs.reduce((a, b) => ((b.peakDbtp ?? 0) > (a.peakDbtp ?? 0) ? b : a));
    found.push({
      id: 'true-peak-over',
      severity: 'warning',
      text: `True peak goes over 0 dBTP in ${plural(truePeak.overCount, 'place')}: ${places(truePeak.overs.map((over) => over.fromSeconds))}. Highest +${(truePeakDbtp ?? 0).toFixed(2)} dBTP at ${clock(highest.fromSeconds)}: converters and lossy encoders may clip there.`,
      fromSeconds: highest.fromSeconds,
      toSeconds: highest.toSeconds,
    });
  }
  return found;
}

function loudness({
  loudness: facts,
  integratedLufs,
  durationSeconds,
  loudnessRangeLu,
  psr,
}: MeasureAnalysis): Finding[] {
  const found: Finding[] = [];
  if (facts && integratedLufs === null) {
    found.push({
      id: 'no-loudness',
      severity: 'info',
      text:
        durationSeconds < 0.4
          ? 'Shorter than one 400 ms loudness block: there is no integrated loudness.'
          : 'No block passes the -70 LUFS gate: there is no integrated loudness.',
    });
  }
  if (facts && integratedLufs !== null && !facts.rangeStable) {
    found.push({
      id: 'range-not-stable',
      severity: 'info',
      text: `The loudness range (${show(loudnessRangeLu, 'LU')}) is not stable under 60 s of material (EBU Tech 3342).`,
    });
  }
  if (psr && psr.medianDb !== null && psr.medianDb < ADVISED_PSR_DB) {
    found.push({
      id: 'low-psr',
      severity: 'notice',
      text: `Median PSR is ${psr.medianDb.toFixed(1)} dB, lowest ${show(psr.lowestDb, 'dB')} at ${clock(psr.lowestAtSeconds ?? 0)}. The authors of the measure (AES e-brief 373) advise ${ADVISED_PSR_DB} dB and more.`,
      ...(psr.lowestAtSeconds === null ? {} : { fromSeconds: psr.lowestAtSeconds, toSeconds: psr.lowestAtSeconds + 3 }),
    });
  }
  return found;
}

/** The first few different places of a list in time order. */
function places(seconds: readonly number[]): string {
  return [...new Set(seconds.map(clock))].slice(0, PLACES).join(', ');
}
