import type { Finding, Move } from '@studiohand/core/tool';
import type { CleanParams } from '../params.ts';
import { hertz, type Row, shown, some, span } from '../words.ts';
import type { NoiseFacts } from './noiseFacts.ts';

/** Centres of the octaves in which reduction is set. */
const OCTAVES_HZ: readonly number[] = [31.5, 63, 125, 250, 500, 1000, 2000, 4000, 8000, 16000];
/** Noise that is softer than this, and further under the music than that, is left alone unless it was marked. */
const FAINT_DBFS = -78;
const FAR_UNDER_DB = 55;
const MOST_REDUCTION_DB = 40;
/** Noise this near to the whole may be all there is, or music that sounds like noise: a drum roll, a cymbal. */
const ALMOST_ALL_DB = 6;
/** So many third octaves in which the place holds more than noise speak against a place that was found. */
const DOUBTFUL_BANDS = 3;

/** Whether noise that was found is worth a move. */
function worthReducing({ origin, noiseDbfs, signalDbfs }: NoiseFacts): boolean {
  if (noiseDbfs === null || signalDbfs === null) return false;
  return origin !== 'found' || noiseDbfs > FAINT_DBFS || signalDbfs - noiseDbfs < FAR_UNDER_DB;
}

/** Why a move on noise that was found is left off; null where it is on. */
function doubtOf({ origin, noiseDbfs, signalDbfs, notOnlyNoiseHz }: NoiseFacts): string | null {
  if (origin !== 'found') return null;
  if ((signalDbfs ?? 0) - (noiseDbfs ?? 0) < ALMOST_ALL_DB)
    return 'It is nearly all there is, and may be meant: switch it on if it is not.';
  if (notOnlyNoiseHz.length >= DOUBTFUL_BANDS)
    return 'The place may hold more than noise: listen to it, then mark a better one or switch this on.';
  return null;
}

function reductionAt({ bands, reductionDb, tiltDb }: CleanParams, hz: number): number {
  const sorted = bands.toSorted((a, b) => a.frequencyHz - b.frequencyHz);
  const next = sorted.findIndex(({ frequencyHz }) => frequencyHz >= hz);
  const high = sorted[next < 0 ? sorted.length - 1 : next];
  const low = sorted[Math.max(0, next < 0 ? sorted.length - 1 : next - 1)];
  const part =
    low && high && high.frequencyHz > low.frequencyHz
      ? Math.min(1, Math.max(0, Math.log(hz / low.frequencyHz) / Math.log(high.frequencyHz / low.frequencyHz)))
      : 0;
  const base = low && high ? low.reductionDb + part * (high.reductionDb - low.reductionDb) : reductionDb;
  const wanted = base + tiltDb * Math.log2(hz / 1000);
  return Math.round(10 * Math.min(MOST_REDUCTION_DB, Math.max(0, wanted))) / 10;
}

/** Where the noise was learned, and how loud it is. */
function noiseReason(facts: NoiseFacts): string {
  const { origin, regions, noiseDbfs, signalDbfs, profileName, learnedSeconds } = facts;
  const under =
    noiseDbfs === null || signalDbfs === null ? '' : `, ${(signalDbfs - noiseDbfs).toFixed(0)} dB under the whole`;
  const level = `${shown(noiseDbfs, 'dBFS')}${under}`;
  if (origin === 'loaded') return `The profile of ${profileName ?? 'another file'} has ${level}.`;
  const places = some(regions.map(span));
  if (origin === 'marked') return `Learned where you marked it, ${places} (${learnedSeconds.toFixed(1)} s): ${level}.`;
  const sure = Math.round(100 * Math.max(...regions.map(({ confidence }) => confidence ?? 0)));
  return `Only noise seems to sound at ${places} (${sure} % sure): ${level}.`;
}

/** The move on noise; null where there is none worth it. */
export function noiseMove(facts: NoiseFacts | null, params: CleanParams): Move | null {
  if (facts === null || !worthReducing(facts)) return null;
  const points = OCTAVES_HZ.map((frequencyHz) => ({ frequencyHz, reductionDb: reductionAt(params, frequencyHz) }));
  const values = points.map(({ reductionDb }) => reductionDb);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const by = most - least < 0.05 ? `${most} dB` : `${least} to ${most} dB`;
  const doubt = doubtOf(facts);
  return {
    id: 'noise',
    enabled: doubt === null,
    title: `Noise ${by} lower`,
    reason: [noiseReason(facts), ...(doubt === null ? [] : [doubt])].join(' '),
    amount: 1,
    settings: {
      kind: 'noise',
      regions: facts.regions.map(({ fromSeconds, toSeconds }) => ({ fromSeconds, toSeconds })),
      ...(params.profile === undefined ? {} : { profile: params.profile }),
      points,
      sensitivityDb: params.sensitivityDb,
      link: params.link,
    },
  };
}

/** Where it is learned, whether it is faint, whether the place holds more than noise. */
export function noiseFindings(facts: NoiseFacts | null): Finding[] {
  if (facts === null) return [];
  const findings = facts.regions.map(
    ({ fromSeconds, toSeconds, confidence }, i): Finding => ({
      id: `noise-${i + 1}`,
      severity: 'info',
      text:
        confidence === null
          ? 'The noise is learned here.'
          : `Only noise seems to sound here (${Math.round(100 * confidence)} % sure): it is learned from this.`,
      fromSeconds,
      toSeconds,
    }),
  );
  if (!worthReducing(facts))
    findings.push({
      id: 'noise-faint',
      severity: 'info',
      text: `${noiseReason(facts)} That is soft enough to leave it alone; mark the place to reduce it all the same.`,
    });
  if (facts.notOnlyNoiseHz.length >= 2)
    findings.push({
      id: 'profile-not-noise',
      severity: 'warning',
      text: `Around ${some(facts.notOnlyNoiseHz.map(hertz))} the recording falls at least 8 dB under what was learned: the place holds more than the noise, or the noise changes. Mark another place, or less is kept of the music there.`,
    });
  return findings;
}

export function noiseRows(facts: NoiseFacts | null): Row[] {
  if (facts === null) return [{ label: 'Noise', value: 'no place without music found' }];
  const { noiseDbfs, signalDbfs, regions } = facts;
  return [
    { label: 'Noise', value: shown(noiseDbfs, 'dBFS') },
    { label: 'Whole recording', value: shown(signalDbfs, 'dBFS') },
    ...(regions.length > 0 ? [{ label: 'Noise learned at', value: some(regions.map(span), 6) }] : []),
  ];
}
