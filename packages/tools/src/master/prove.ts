import type { AudioBlock, AudioSource } from '@studiohand/core/audio';
import { compareSignatures, type Signature, type SignatureChange } from '@studiohand/core/dsp';
import type { Finding, Plan, Report, ToolContext } from '@studiohand/core/tool';
import { chainOf } from './chain.ts';
import { codecPeaks, codecWords } from './codecs.ts';
import { deltaOf } from './delta.ts';
import { type MixFacts, measureMix } from './facts.ts';
import { FinePeak } from './finePeak.ts';
import { playbackOf } from './services.ts';
import type { CodecSetting } from './targets.ts';
import { type Figure, figure, hasRange, shown, signed } from './words.ts';

/** How close the take has to come to its loudness. */
const LOUDNESS_TOLERANCE_LU = 0.05;
/** Changes from which the guard speaks. */
const PUNCH_LOSS_DB = 1;
const RANGE_LOSS_DB = 2;
const WIDTH_CHANGE_DB = 1.5;

const pair = (a: Figure, b: Figure, unit: string, digits = 1): string =>
  `${shown(a, unit, digits)} to ${shown(b, unit, digits)}`;

function guardOf(change: SignatureChange): Record<string, unknown> {
  const two = ([a, b]: readonly [number, number]): Figure[] => [figure(a), figure(b)];
  return {
    onsets: change.onsets,
    punchDb: two(change.punchDb),
    transientsKept: figure(change.transientsKept, 3),
    bands: change.bands.map((band) => ({
      name: band.name,
      fromHz: band.fromHz,
      toHz: band.toHz,
      punchDb: two(band.punchDb),
      transientsKept: figure(band.transientsKept, 3),
      rangeDb: two(band.rangeDb),
      widthDb: two(band.widthDb),
    })),
  };
}

/** Plain words on what got worse. */
function guardFindings(change: SignatureChange): Finding[] {
  const findings: Finding[] = [];
  const lost = change.punchDb[0] - change.punchDb[1];
  if (lost > PUNCH_LOSS_DB) {
    const kept = Math.round(100 * Math.min(1, change.transientsKept));
    findings.push({
      id: 'punch',
      severity: lost > 2 ? 'warning' : 'notice',
      text: `Hits stand out ${lost.toFixed(1)} dB less; ${kept} % of their share of the energy is left.`,
    });
  }
  for (const { name, rangeDb, widthDb } of change.bands) {
    const narrower = rangeDb[0] - rangeDb[1];
    if (narrower > RANGE_LOSS_DB)
      findings.push({
        id: `range-${name.replace(' ', '-')}`,
        severity: 'notice',
        text: `The ${name} band moves ${narrower.toFixed(1)} dB less between quiet and loud.`,
      });
    const wider = widthDb[1] - widthDb[0];
    if (Math.abs(wider) > WIDTH_CHANGE_DB && widthDb[0] > -60)
      findings.push({
        id: `width-${name.replace(' ', '-')}`,
        severity: 'info',
        text: `The ${name} band is ${Math.abs(wider).toFixed(1)} dB ${wider > 0 ? 'wider' : 'narrower'}.`,
      });
  }
  return findings;
}

/** The take with a fine peak meter listening while it is measured. */
function listened(take: AudioSource, fine: FinePeak): AudioSource {
  return {
    info: take.info,
    async *blocks(options): AsyncGenerator<AudioBlock> {
      for await (const block of take.blocks(options)) {
        fine.push(block);
        yield block;
      }
    },
    close: (): Promise<void> => take.close(),
  };
}

function table(before: MixFacts, after: MixFacts, truePeakDbtp: Figure): { label: string; value: string }[] {
  const tilt = (facts: MixFacts): Figure => facts.tiltDbPerOctave;
  const range = (facts: MixFacts): Figure => (hasRange(facts) ? facts.loudnessRangeLu : null);
  const nothing = pair(null, null, '');
  const rows = [
    { label: 'Loudness', value: pair(before.integratedLufs, after.integratedLufs, 'LUFS', 2) },
    { label: 'True peak', value: pair(before.truePeakDbtp, truePeakDbtp, 'dBTP', 2) },
    { label: 'Peak to loudness', value: pair(before.plrLu, after.plrLu, 'LU') },
    { label: 'Peak to short-term, median', value: pair(before.psrMedianDb, after.psrMedianDb, 'dB') },
    { label: 'Loudness range', value: pair(range(before), range(after), 'LU') },
    { label: 'Tilt of the spectrum', value: pair(tilt(before), tilt(after), 'dB/octave', 2) },
    { label: 'Loss in mono', value: pair(before.monoLossDb, after.monoLossDb, 'dB') },
  ];
  return rows.filter(({ value }) => value !== nothing);
}

/** Dynamics, transients and width of a band; no row where it holds nothing. */
function bandRow({ name, rangeDb, widthDb, transientsKept }: SignatureChange['bands'][number]): {
  label: string;
  value: string;
}[] {
  const [before, after] = [figure(rangeDb[0]), figure(rangeDb[1])];
  if (before === null && after === null) return [];
  const kept = Number.isFinite(transientsKept) ? `, ${Math.round(100 * transientsKept)} % of the transients` : '';
  const wider = widthDb[1] - widthDb[0];
  const width = Number.isFinite(wider) ? `, width ${signed(wider)}` : '';
  return [{ label: `Band ${name}`, value: `dynamics ${pair(before, after, 'dB')}${kept}${width}` }];
}

/** Third octaves of the take against the source, levels matched by loudness. */
function spectrumChange(before: MixFacts, after: MixFacts): { centreHz: number; changeDb: Figure }[] {
  const gain = (after.integratedLufs ?? 0) - (before.integratedLufs ?? 0);
  return before.thirdOctave.map(({ centreHz, levelDb }) => {
    const other = after.thirdOctave.find((band) => band.centreHz === centreHz)?.levelDb ?? null;
    return { centreHz, changeDb: levelDb === null || other === null ? null : figure(other - levelDb - gain) };
  });
}

/** Evidence from the rendered take. */
export async function prove(source: AudioSource, take: AudioSource, plan: Plan, context: ToolContext): Promise<Report> {
  const chain = chainOf(plan, source.info);
  const ceiling = chain.limiter?.ceilingDbtp ?? chain.gain?.ceilingDbtp ?? 0;
  const fine = new FinePeak(take.info, 10 ** ((ceiling - 0.5) / 20));
  const before = await measureMix(source, context, 'measuring the mix', true);
  const after = await measureMix(listened(take, fine), context, 'measuring the master', true);
  // Above its threshold the fine meter is right; below it only the standard's has looked.
  const finePeakDbtp = 20 * Math.log10(fine.finish());
  const truePeakDbtp = finePeakDbtp > ceiling - 0.5 ? figure(finePeakDbtp, 3) : after.facts.truePeakDbtp;
  const change = compareSignatures(before.signature as Signature, after.signature as Signature);
  const delta = await deltaOf(source, take, context);
  const settings = (plan.moves.find((m) => m.id === 'loudness')?.settings['codecs'] ?? []) as readonly CodecSetting[];
  const { peaks, missing } = await codecPeaks(take, settings, context);
  const codecs = codecWords(peaks, missing);
  const services =
    after.facts.integratedLufs === null || truePeakDbtp === null
      ? []
      : playbackOf(after.facts.integratedLufs, truePeakDbtp);

  const findings: Finding[] = [];
  const reached = after.facts.integratedLufs;
  const wanted = chain.gain && chain.gain.amount === 1 && chain.gain.gainDb !== null ? chain.gain.targetLufs : null;
  const missedLu = wanted === null || reached === null ? null : figure(reached - wanted, 3);
  if (missedLu !== null && Math.abs(missedLu) > LOUDNESS_TOLERANCE_LU) {
    const why = chain.limiter ? '' : ' Without the limiter the gain stops where the peaks reach the ceiling.';
    findings.push({
      id: 'loudness',
      severity: 'problem',
      text: `The master has ${(reached ?? 0).toFixed(2)} LUFS, ${Math.abs(missedLu).toFixed(2)} LU ${missedLu < 0 ? 'under' : 'over'} its goal.${why}`,
    });
  }
  const promised = chain.gain?.ceilingDbtp;
  if (promised !== undefined && truePeakDbtp !== null && truePeakDbtp > promised && chain.limiter)
    findings.push({
      id: 'ceiling',
      severity: 'problem',
      text: `The true peak of ${truePeakDbtp.toFixed(2)} dBTP passes the ceiling of ${promised.toFixed(1)} dBTP.`,
    });
  findings.push(...guardFindings(change), ...codecs.findings);
  const lost = change.punchDb[0] - change.punchDb[1];
  return {
    json: {
      before: before.facts,
      after: { ...after.facts, truePeakDbtp },
      loudnessErrorLu: missedLu,
      ceilingDbtp: promised ?? null,
      guard: guardOf(change),
      spectrumChange: spectrumChange(before.facts, after.facts),
      ...(delta ? { delta: { gainDb: delta.gainDb, deltaDb: delta.deltaDb } } : {}),
      ...(delta ? { gainHistory: { hopSeconds: 0.1, db: delta.gainSeriesDb } } : {}),
      codecs: peaks,
      services,
    },
    rows: [
      ...table(before.facts, after.facts, truePeakDbtp),
      ...(Number.isFinite(lost)
        ? [
            {
              label: 'Punch',
              value: `${signed(-lost)} over ${change.onsets} hits`,
            },
          ]
        : []),
      ...change.bands.flatMap(bandRow),
      ...(delta && delta.deltaDb !== null
        ? [{ label: 'What changed besides level', value: shown(delta.deltaDb, 'dB of the master') }]
        : []),
      ...codecs.rows,
      ...services.map((s) => ({ label: s.service, value: s.text })),
    ],
    findings,
  };
}
