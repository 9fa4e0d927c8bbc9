import type { Finding, Report } from '@studiohand/core/tool';
import type { MatchAnalysis } from './analysis.ts';
import { attachmentsOf } from './attachments.ts';
import type { Figure } from './figures.ts';
import { movesOf } from './moves.ts';
import type { MatchParams } from './params.ts';
import { bandTitle, hertz, signedDb } from './words.ts';

const show = (value: Figure, unit: string, digits = 1): string =>
  value === null ? 'nothing to measure' : `${value.toFixed(digits)} ${unit}`;
const between = ([low, high]: readonly [Figure, Figure], unit: string): string =>
  low === null || high === null
    ? 'nothing to measure'
    : high - low < 0.05
      ? `${low.toFixed(1)} ${unit}`
      : `${low.toFixed(1)} to ${high.toFixed(1)} ${unit}`;

/** The comparison in rows, findings with times, and files for other programs. */
export function report(analysis: MatchAnalysis, params: MatchParams): Report {
  const { mix, references, stereo, distanceBeforeDb, distanceAfterDb, eq, dynamics } = analysis;
  const rows: { label: string; value: string }[] = [];
  const row = (label: string, value: string): void => {
    rows.push({ label, value });
  };
  row(references.length === 1 ? 'Reference' : 'References', references.map(({ name }) => name).join(', '));
  if (distanceBeforeDb !== null)
    row('Balance off by', `${show(distanceBeforeDb, 'dB')} on average, ${show(distanceAfterDb, 'dB')} as proposed`);
  if (stereo.distanceBeforeDb !== null)
    row(
      'Width off by',
      `${show(stereo.distanceBeforeDb, 'dB')} on average, ${show(stereo.distanceAfterDb, 'dB')} as proposed`,
    );
  const lufs = references.map((r) => show(r.integratedLufs, 'LUFS')).join(', ');
  row('Loudness', `${show(mix.integratedLufs, 'LUFS')}; reference ${lufs}`);
  row(
    'PLR, PSR',
    `${show(mix.plrLu, 'LU')}, ${show(mix.psrDb, 'dB')}; reference ${references.map((r) => `${show(r.plrLu, 'LU')}, ${show(r.psrDb, 'dB')}`).join('; ')}`,
  );
  for (const item of dynamics)
    row(
      `Hits over their second, ${rangeWords(item)}`,
      `${show(item.mixCrestDb, 'dB')}; reference ${between(item.referenceCrestDb, 'dB')}`,
    );
  if (stereo.lowEndWidthDb !== null)
    row(
      'Side below 125 Hz',
      `${show(stereo.lowEndWidthDb, 'dB')} against mid; reference ${between(stereo.referenceLowEndWidthDb, 'dB')}`,
    );
  for (const band of [...eq, ...stereo.eq]) row('Proposed', bandTitle(band));
  if (stereo.sideGainDb !== 0) row('Proposed', `Side ${signedDb(stereo.sideGainDb)}`);
  return {
    json: { ...analysis },
    rows,
    findings: findingsOf(analysis, params),
    attachments: attachmentsOf(analysis),
  };
}

const rangeWords = ({ fromHz, toHz }: { readonly fromHz: number; readonly toHz: number }): string =>
  fromHz === 0 ? `under ${hertz(toHz)}` : `${hertz(fromHz)}-${hertz(toHz)}`;

/** What bands and curve reach where their limits allow; beyond, the report says so. */
const BANDS_GOOD_DB = 1.5;
const CURVE_GOOD_DB = 0.7;

const leftWords = ({ leftOver }: MatchAnalysis): string =>
  leftOver.length === 0
    ? ''
    : `, most at ${leftOver.map((left) => `${hertz(left.fromHz)}-${hertz(left.toHz)} (${Math.abs(left.differenceDb).toFixed(1)} dB ${left.differenceDb < 0 ? 'less' : 'more'})`).join(', ')}`;

function findingsOf(analysis: MatchAnalysis, params: MatchParams): Finding[] {
  const { eq, stereo, mix, references, distanceBeforeDb, dynamics, headroomDb, predictedTruePeakDbtp } = analysis;
  const findings: Finding[] = [];
  const moves = movesOf(analysis, params);
  const silent = [mix, ...references].filter(({ truePeakDbtp }) => truePeakDbtp === null).map(({ name }) => name);
  if (silent.length > 0)
    findings.push({
      id: 'nothing-to-compare',
      severity: 'notice',
      text: `There is nothing to compare: ${silent.join(' and ')} ${silent.length === 1 ? 'is' : 'are'} silent.`,
    });
  else if (analysis.tooShort.length > 0)
    findings.push({
      id: 'too-short',
      severity: 'notice',
      text: `Too short to compare: ${analysis.tooShort.join(', ')}. A balance takes at least 3 s, of which 1 s sounds.`,
    });
  else if (distanceBeforeDb === null)
    findings.push({
      id: 'nothing-to-compare',
      severity: 'notice',
      text: 'There is nothing to compare: the files have no band in common.',
    });
  else if (moves.filter((move) => move.id !== 'level').length === 0)
    findings.push({
      id: 'leave-it-alone',
      severity: 'info',
      text: `Leave it alone: balance and width are already where ${references.length === 1 ? 'the reference has' : 'the references have'} them.`,
    });
  const limit = analysis.mode === 'fir' ? 'a curve of 12 dB' : `${params.maxBands} bands of ${params.maxGainDb} dB`;
  if ((analysis.distanceAfterDb ?? 0) > (analysis.mode === 'fir' ? CURVE_GOOD_DB : BANDS_GOOD_DB))
    findings.push({
      id: 'left-over',
      severity: 'notice',
      text: `${show(analysis.distanceAfterDb, 'dB')} of difference stay on average: more than ${limit} can do${leftWords(analysis)}. That much is arrangement or recording, not tone.`,
    });
  eq.forEach((item, i) => {
    const [first] = item.where;
    if (!first) return;
    findings.push({
      id: `tone-${i + 1}`,
      severity: 'info',
      text: `${bandTitle(item)}: the mix has ${Math.abs(first.differenceDb).toFixed(1)} dB ${first.differenceDb < 0 ? 'less' : 'more'} than the equally loud part of the reference here.`,
      fromSeconds: first.fromSeconds,
      toSeconds: first.toSeconds,
    });
  });
  if (headroomDb < 0)
    findings.push({
      id: 'headroom',
      severity: 'notice',
      text: `The moves would raise the true peak to ${show(predictedTruePeakDbtp, 'dBTP')} in a file of integers: ${signedDb(headroomDb)} is proposed with them.`,
    });
  if (references.some((r) => r.layout === 'mono') && stereo.lowEndWidthDb !== null)
    findings.push({
      id: 'mono-reference',
      severity: 'notice',
      text: 'A mono reference says nothing about width.',
    });
  for (const track of [mix, ...references])
    if (track.fullScaleSamples > 0)
      findings.push({
        id: `full-scale-${track.name}`,
        severity: 'notice',
        text: `${track.name}: ${track.fullScaleSamples} samples stand at full scale, so it was clipped or limited there; its dynamics are no aim.`,
      });
  const flatter = dynamics.filter(
    (d) =>
      distanceBeforeDb !== null &&
      d.mixCrestDb !== null &&
      d.referenceCrestDb[0] !== null &&
      d.mixCrestDb < d.referenceCrestDb[0] - 1,
  );
  if (flatter.length > 0)
    findings.push({
      id: 'already-flatter',
      severity: 'notice',
      text: `Already more compressed than the reference at ${flatter.map(rangeWords).join(', ')}: that cannot be undone here.`,
    });
  const lossAfter = stereo.monoLossAfterDb ?? 0;
  if (lossAfter - (stereo.monoLossDb ?? 0) > 1)
    findings.push({
      id: 'mono-loss',
      severity: 'warning',
      text: `In mono the result loses ${lossAfter.toFixed(1)} dB of its level, the mix ${(stereo.monoLossDb ?? 0).toFixed(1)} dB: listen in mono before you accept the width.`,
    });
  findings.push({
    id: 'limits',
    severity: 'info',
    text: `Only measured properties of the reference were used (${analysis.usedOfReference.join('; ')}). ${analysis.cannotTell.join(' ')}`,
  });
  return findings;
}
