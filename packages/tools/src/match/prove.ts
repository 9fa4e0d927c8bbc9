import type { AudioSource } from '@studiohand/core/audio';
import { compareSignatures, type Signature, SignatureMeter } from '@studiohand/core/dsp';
import type { Finding, Plan, Report, ToolContext } from '@studiohand/core/tool';
import { compare, toneDistanceDb, tooShort, widthDistanceDb } from './comparison.ts';
import { type Figure, figure } from './figures.ts';
import { measureTrack, profileOf, type TrackProfile, throwIfCancelled } from './trackProfile.ts';
import { hertz } from './words.ts';

/** Losses under these are within what a producer would not notice. */
const PUNCH_LOSS_DB = 1;
const WORSE_DB = 0.1;
const MONO_DB = 1;
/** Short-term levels take 3 s each: under this there is no range of them. */
const LEAST_RANGE_SECONDS = 6;
const LEAST_KEPT_PERCENT = 80;
const LEVEL_LOSS_DB = 0.5;

const shown = (value: Figure, unit: string, digits = 2): string =>
  value === null ? 'none' : `${value.toFixed(digits)} ${unit}`;

/** Evidence from the rendered take: distances to the references before and after, and what it cost. */
export async function prove(
  source: AudioSource,
  take: AudioSource,
  _plan: Plan,
  context: ToolContext,
): Promise<Report> {
  const before = await profileOf(source, context, 'measuring the mix');
  const after = await measureTrack(take, context, 'measuring the take');
  const references: TrackProfile[] = [];
  for (const companion of context.companions ?? [])
    references.push(await profileOf(companion, context, 'measuring the references'));
  const guard = compareSignatures(
    await signatureOf(source, context, 'hits of the mix'),
    await signatureOf(take, context, 'hits of the take'),
  );
  const rows: { label: string; value: string }[] = [];
  const findings: Finding[] = [];
  const pair = (label: string, a: Figure, b: Figure, unit: string): void => {
    if (a !== null || b !== null) rows.push({ label, value: `${shown(a, unit)} to ${shown(b, unit)}` });
  };
  const lengthExact = take.info.frameCount === source.info.frameCount;
  const distances = references.length > 0 ? distancesOf(before, after, references) : undefined;
  if (distances) {
    pair('Balance off by', distances.distanceBeforeDb, distances.distanceAfterDb, 'dB');
    if (distances.widthBeforeDb !== null) pair('Width off by', distances.widthBeforeDb, distances.widthAfterDb, 'dB');
    worse(findings, 'balance', distances.distanceBeforeDb, distances.distanceAfterDb);
    worse(findings, 'width', distances.widthBeforeDb, distances.widthAfterDb);
  }
  const loudness = [figure(before.integratedLufs), figure(after.integratedLufs)] as const;
  pair('Loudness', ...loudness, 'LUFS');
  pair('True peak', figure(before.truePeakDbtp), figure(after.truePeakDbtp), 'dBTP');
  pair('PLR', figure(before.plrLu), figure(after.plrLu), 'LU');
  pair('PSR', figure(before.psrDb), figure(after.psrDb), 'dB');
  if (before.durationSeconds >= LEAST_RANGE_SECONDS)
    pair('Loudness range', figure(before.loudnessRangeLu), figure(after.loudnessRangeLu), 'LU');
  const levelDb = figure(after.integratedLufs - before.integratedLufs);
  if (levelDb !== null && levelDb < -LEVEL_LOSS_DB)
    findings.push({
      id: 'level',
      severity: 'notice',
      text: `The take is ${Math.abs(levelDb).toFixed(1)} dB quieter than the mix: compare them at matched level, and turn it up by fader or in \`master\`.`,
    });
  const peak = figure(after.truePeakDbtp);
  if (peak !== null && peak > Math.max(0, before.truePeakDbtp) + WORSE_DB)
    findings.push({
      id: 'over-full-scale',
      severity: take.info.encoding?.kind === 'float' ? 'notice' : 'warning',
      text: `The take peaks at ${peak.toFixed(1)} dBTP, over full scale: turn it down before it is stored as integers.`,
    });
  const punch = [figure(guard.punchDb[0]), figure(guard.punchDb[1])] as const;
  pair('Hits over the whole', ...punch, 'dB');
  const kept = figure(100 * guard.transientsKept, 1);
  if (kept !== null) rows.push({ label: 'Share of energy in hits kept', value: shown(kept, '%', 1) });
  if (kept !== null && kept < LEAST_KEPT_PERCENT)
    findings.push({
      id: 'hits',
      severity: 'notice',
      text: `Hits hold ${kept.toFixed(0)} % of the share of the energy they had.`,
    });
  if (punch[0] !== null && punch[1] !== null && punch[0] - punch[1] > PUNCH_LOSS_DB)
    findings.push({
      id: 'punch',
      severity: 'warning',
      text: `Hits stand out ${(punch[0] - punch[1]).toFixed(1)} dB less than before.`,
    });
  for (const band of guard.bands) {
    const lost = band.punchDb[0] - band.punchDb[1];
    if (lost > PUNCH_LOSS_DB)
      findings.push({
        id: `punch-${Math.round(band.fromHz)}`,
        severity: 'warning',
        text: `At ${hertz(band.fromHz)}-${hertz(band.toHz)} hits stand out ${lost.toFixed(1)} dB less than before.`,
      });
  }
  const clipped = after.fullScaleSamples - before.fullScaleSamples;
  if (clipped > 0 && take.info.encoding?.kind === 'int')
    findings.push({
      id: 'clipped',
      severity: 'problem',
      text: `${clipped} more samples stand at full scale than in the mix: the take clips. Switch the gain move on, or lower it.`,
    });
  const lossDb = figure(-monoWidth(after) + monoWidth(before));
  if (lossDb !== null && lossDb < -MONO_DB)
    findings.push({
      id: 'mono',
      severity: 'warning',
      text: `In mono the take loses ${Math.abs(lossDb).toFixed(1)} dB more of its level than the mix.`,
    });
  if (!lengthExact)
    findings.push({ id: 'length', severity: 'problem', text: 'The take is not exactly as long as the mix.' });
  if (findings.every(({ id }) => id === 'level'))
    findings.push({
      id: 'nothing-worse',
      severity: 'info',
      text: `${findings.length > 0 ? 'Besides the level, no' : 'No'} measured property got worse.`,
    });
  return {
    json: {
      lengthExact,
      ...distances,
      integratedLufsBefore: loudness[0],
      integratedLufsAfter: loudness[1],
      truePeakDbtpBefore: figure(before.truePeakDbtp),
      truePeakDbtpAfter: figure(after.truePeakDbtp),
      plrLuBefore: figure(before.plrLu),
      plrLuAfter: figure(after.plrLu),
      psrDbBefore: figure(before.psrDb),
      psrDbAfter: figure(after.psrDb),
      punchDbBefore: punch[0],
      punchDbAfter: punch[1],
      transientsKeptPercent: kept,
      bands: guard.bands.map((band) => ({
        name: band.name,
        fromHz: band.fromHz,
        toHz: band.toHz,
        punchDb: band.punchDb.map((v) => figure(v)),
        rangeDb: band.rangeDb.map((v) => figure(v)),
        widthDb: band.widthDb.map((v) => figure(v)),
        transientsKeptPercent: figure(100 * band.transientsKept, 1),
      })),
      clippedSamples: Math.max(0, clipped),
    },
    rows,
    findings,
  };
}

async function signatureOf(source: AudioSource, context: ToolContext, stage: string): Promise<Signature> {
  const meter = new SignatureMeter(source.info, context.kernels);
  let done = 0;
  for await (const block of source.blocks(context.signal ? { signal: context.signal } : {})) {
    throwIfCancelled(context.signal);
    meter.push(block);
    done += block.frames;
    context.progress(stage, done / Math.max(1, source.info.frameCount));
  }
  return meter.finish();
}

function distancesOf(
  before: TrackProfile,
  after: TrackProfile,
  references: readonly TrackProfile[],
): { distanceBeforeDb: Figure; distanceAfterDb: Figure; widthBeforeDb: Figure; widthAfterDb: Figure } {
  const a = compare(before, references);
  const b = compare(after, references);
  const hasWidth = before.stereo && a.width.low.length > 0;
  const some = tooShort([before, ...references]).length === 0 && a.usable.some((w) => w === 1);
  return {
    distanceBeforeDb: some ? figure(toneDistanceDb(a.toneGapDb, a.usable)) : null,
    distanceAfterDb: some ? figure(toneDistanceDb(b.toneGapDb, a.usable)) : null,
    widthBeforeDb: some && hasWidth ? figure(widthDistanceDb(a.widthGapDb, a.usable)) : null,
    widthAfterDb: some && hasWidth ? figure(widthDistanceDb(b.widthGapDb, a.usable)) : null,
  };
}

function worse(findings: Finding[], what: string, a: Figure, b: Figure): void {
  if (a === null || b === null || b - a <= WORSE_DB) return;
  findings.push({
    id: `${what}-worse`,
    severity: 'warning',
    text: `The ${what} lies ${(b - a).toFixed(2)} dB further from the references than before.`,
  });
}

/** Power of mid and side over that of mid, in dB: what is lost in mono. */
function monoWidth({ spectra }: TrackProfile): number {
  const sum = (values: Float64Array): number => values.reduce((a, v) => a + v, 0);
  const mid = sum(spectra.fineMid);
  return mid > 0 ? 10 * Math.log10((mid + sum(spectra.fineSide)) / mid) : 0;
}
