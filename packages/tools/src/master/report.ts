import type { AudioInfo } from '@studiohand/core/audio';
import type { Finding, Report } from '@studiohand/core/tool';
import type { MasterAnalysis } from './analyse.ts';
import { cueSheet } from './cue.ts';
import type { MasterParams } from './params.ts';
import { planMaster } from './plan.ts';
import { playbackOf } from './services.ts';
import type { Cost } from './solve.ts';
import { targetOf } from './targets.ts';
import { fixed, hasRange, shown, signed } from './words.ts';

/** Loss of punch that is heard as one, and the least that most ears notice (own figures, from listening practice). */
const TOO_MUCH_DB = 1.5;
const KEPT_DB = 0.5;
/** The authors of PSR advise 8 and more (AES convention e-brief 373). */
const LEAST_PSR_DB = 8;

/** What the loudness costs, in words with figures; undefined where it costs nothing to speak of. */
export function costFinding(costs: readonly Cost[], loudnessLufs: number): Finding | undefined {
  const own = costs.find((c) => Math.abs(c.loudnessLufs - loudnessLufs) < 1e-6);
  if (!own) return undefined;
  const loss = own.punchLossDb ?? 0;
  const psr = own.psrMedianDb ?? 99;
  if (loss <= KEPT_DB && psr >= LEAST_PSR_DB) return undefined;
  const kept = costs
    .filter(
      (c) => c.loudnessLufs < loudnessLufs && (c.punchLossDb ?? 0) <= KEPT_DB && (c.psrMedianDb ?? 99) >= LEAST_PSR_DB,
    )
    .at(-1);
  const lufs = (v: number): string => (Number.isInteger(v) ? `${v}` : v.toFixed(1));
  const parts = [];
  if (loss > KEPT_DB) parts.push(`costs ${loss.toFixed(1)} dB of punch`);
  if (psr < LEAST_PSR_DB) parts.push(`leaves peaks only ${psr.toFixed(1)} dB over the short-term loudness`);
  const other = kept ?? (costs[0] !== own ? costs[0] : undefined);
  const better = other
    ? `; ${lufs(other.loudnessLufs)} LUFS ${
        loss <= KEPT_DB
          ? `leaves them ${fixed(other.psrMedianDb ?? 0)} dB`
          : kept
            ? `keeps it (${fixed(other.punchLossDb ?? 0)} dB)`
            : `costs ${fixed(other.punchLossDb ?? 0)} dB`
      }`
    : '';
  return {
    id: 'loudness-cost',
    severity: loss > TOO_MUCH_DB || psr < LEAST_PSR_DB ? 'warning' : 'notice',
    text: `${lufs(loudnessLufs)} LUFS ${parts.join(' and ')}${better}.`,
  };
}

/** Steps of loudness that the limiter does something for. */
const isWorthARow = ({ maxReductionDb }: Cost): boolean => maxReductionDb >= 0.05;

function findingsOf(analysis: MasterAnalysis, params: MasterParams): Finding[] {
  const { facts, costs, loudnessLufs, ceilingDbtp, leaveAlone, gainDb } = analysis;
  const findings: Finding[] = [];
  const target = targetOf(params.for);
  if (facts.integratedLufs === null) {
    const text =
      facts.truePeakDbtp === null
        ? 'The file is silent.'
        : 'Too short or too quiet for a loudness (BS.1770 needs 400 ms above -70 LUFS): the level stays as it is.';
    findings.push({ id: 'no-loudness', severity: 'notice', text });
  } else if (leaveAlone) {
    const text = `Leave it alone: ${shown(facts.integratedLufs, 'LUFS')} and ${shown(facts.truePeakDbtp, 'dBTP')} are what ${target.title} gets, and nothing else asks for a correction.`;
    findings.push({ id: 'leave-alone', severity: 'info', text });
  } else if (gainDb === null && analysis.onlyOffset) {
    findings.push({
      id: 'only-dc',
      severity: 'notice',
      text: 'Besides its DC offset the file is silent: there is nothing to bring to a loudness.',
    });
  } else if (gainDb === null) {
    findings.push({
      id: 'unreachable',
      severity: 'problem',
      text: `${loudnessLufs.toFixed(1)} LUFS cannot be reached under ${ceilingDbtp.toFixed(1)} dBTP by gain and limiter.`,
    });
  }
  const cost = costFinding(costs, loudnessLufs);
  if (cost) findings.push(cost);
  if (facts.clippedRuns > 0) {
    findings.push({
      id: 'clipped-mix',
      severity: 'warning',
      text: `The mix is clipped in ${facts.clippedRuns} places. Mastering cannot bring that back; an export with headroom would.`,
    });
  }
  const loudest = playbackOf(facts.integratedLufs ?? -200, facts.truePeakDbtp ?? -200)[0];
  if (loudest && gainDb !== null && loudnessLufs > -13.9 && params.for === 'spotify')
    findings.push({
      id: 'turned-down',
      severity: 'info',
      text: `Spotify will turn this master down by ${(loudnessLufs + 14).toFixed(1)} dB; what stays is its density, not its level.`,
    });
  return findings;
}

/** The analysis for people and programs; `after` is what the plan leads to by calculation, the proof measures it. */
export function report(analysis: MasterAnalysis, params: MasterParams, info: AudioInfo): Report {
  const { facts, album, loudnessLufs, ceilingDbtp, gainDb, limiter, reductionDb, costs, reachedLufs } = analysis;
  const target = targetOf(params.for);
  const plan = planMaster(analysis, params, info);
  const afterPeak = limiter
    ? ceilingDbtp
    : facts.truePeakDbtp === null
      ? null
      : Math.min(0, facts.truePeakDbtp + (gainDb ?? 0));
  const services = reachedLufs === null || afterPeak === null ? [] : playbackOf(reachedLufs, afterPeak);
  const cue = cueSheet(
    params,
    info,
    album?.songs.map(({ name }) => name),
  );
  const rows = [
    {
      label: 'Loudness',
      value: `${shown(facts.integratedLufs, 'LUFS')}, goal ${loudnessLufs.toFixed(1)} LUFS for ${target.title}`,
    },
    { label: 'True peak', value: `${shown(facts.truePeakDbtp, 'dBTP')}, ceiling ${ceilingDbtp.toFixed(1)} dBTP` },
    ...(facts.plrLu === null ? [] : [{ label: 'Peak to loudness', value: shown(facts.plrLu, 'LU') }]),
    ...(hasRange(facts) ? [{ label: 'Loudness range', value: shown(facts.loudnessRangeLu, 'LU') }] : []),
    ...(gainDb === null
      ? []
      : [
          {
            label: 'Gain',
            value: `${signed(gainDb, 2)}${limiter ? ' into the limiter' : ', no limiter needed'}`,
          },
        ]),
    ...costs.filter(isWorthARow).map((c) => ({
      label: `At ${c.loudnessLufs} LUFS`,
      value: `${c.punchLossDb === null ? 'no hits to measure' : `${fixed(c.punchLossDb)} dB less punch`}, PSR ${shown(c.psrMedianDb, 'dB')}, at most ${c.maxReductionDb.toFixed(1)} dB of limiting`,
    })),
    ...(album
      ? [
          {
            label: 'In the album',
            value:
              album.belowLoudestLu === 0
                ? 'the loudest song'
                : `${album.belowLoudestLu.toFixed(1)} LU under the loudest`,
          },
        ]
      : []),
    ...services.map((s) => ({ label: s.service, value: s.text })),
  ];
  return {
    json: {
      target: params.for,
      intent: params.intent,
      loudnessLufs,
      ceilingDbtp,
      before: facts,
      after: { integratedLufs: reachedLufs, truePeakDbtp: afterPeak, predicted: true },
      chain: plan.moves.map(({ id, enabled, title, reason }) => ({ id, enabled, title, reason })),
      gainDb,
      costs,
      reduction: { hopSeconds: 0.1, db: reductionDb },
      services,
      rule: { note: target.note, basis: target.basis, source: target.source, date: target.date },
      ...(album ? { album } : {}),
    },
    rows,
    findings: findingsOf(analysis, params),
    ...(cue ? { attachments: [cue] } : {}),
  };
}
