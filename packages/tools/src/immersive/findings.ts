/** What of a stage a producer should know before delivering it. */
import type { Finding } from '@studiohand/core/tool';
import { isSilent, type RenderFigures, type TrackFigures } from './meters.ts';
import { framesAt48 } from './mixer.ts';
import { BED_ROLES, type HeadphoneMode } from './placement.ts';
import { SCENE_RATE_HZ } from './scene.ts';
import type { StageFile } from './stage.ts';
import { db, lengthText } from './words.ts';

/** Part of the LFE above 300 Hz that still counts as low-passed, dB. */
export const LFE_HIGH_LIMIT_DB = -20;
/** A fold-down that loses more than uncorrelated material must (3 dB from stereo to mono) by this much is told. */
const FOLD_LOSS_DB = 3.5;

export function lengthFindings(files: readonly StageFile[], frameCount: number): Finding[] {
  const short = files.filter((file) => framesAt48(file.frameCount, file.sampleRateHz) < frameCount);
  return short.map(({ name, frameCount: frames, sampleRateHz }) => ({
    id: 'length',
    severity: 'notice',
    text: `${name} ends at ${lengthText(frames / sampleRateHz)}, the longest file at ${lengthText(frameCount / SCENE_RATE_HZ)}: it is silent after its end. Stems of one song should be equally long.`,
  }));
}

export function rateFindings(files: readonly StageFile[]): Finding[] {
  const other = files.filter((file) => file.sampleRateHz !== SCENE_RATE_HZ);
  if (other.length === 0) return [];
  const rates = [...new Set(other.map((file) => `${file.sampleRateHz} Hz`))].join(', ');
  const names = other.length === 1 ? (other[0]?.name ?? '') : `${other.length} files`;
  return [{ id: 'rate', severity: 'info', text: `${names}: converted from ${rates} to 48000 Hz.` }];
}

/** Objects without sound: a delivery must not have them. Unused bed channels are normal. */
export function emptyObjectFindings(tracks: readonly TrackFigures[]): Finding[] {
  return tracks
    .slice(BED_ROLES.length)
    .filter(isSilent)
    .map(({ name }) => ({ id: 'empty-object', severity: 'problem', text: `The object ${name} is silent throughout.` }));
}

export function lfeFindings(lfeHighDb: number | null): Finding[] {
  if (lfeHighDb === null || lfeHighDb <= LFE_HIGH_LIMIT_DB) return [];
  return [
    {
      id: 'lfe',
      severity: 'warning',
      text: `The LFE holds sound above 300 Hz, ${(-lfeHighDb).toFixed(1)} dB under the whole: low-pass it at 100 to 150 Hz before.`,
    },
  ];
}

export function headphoneFindings(modes: readonly HeadphoneMode[]): Finding[] {
  const same = modes.every((mode) => mode === modes[0]);
  if (!same || modes.length === 0) return [];
  if (modes[0] === 'off')
    return [{ id: 'headphones', severity: 'problem', text: 'Every element is switched off for headphone renderers.' }];
  if (modes[0] === 'mid')
    return [
      {
        id: 'headphones',
        severity: 'notice',
        text: 'Every element has the headphone distance mid; checks of services ask whether that was meant.',
      },
    ];
  return [];
}

/** Loudness lost from stereo to mono, in LU; null where either is silent. */
export function monoLossLu(stereo: RenderFigures, mono: RenderFigures): number | null {
  if (stereo.integratedLufs === null) return null;
  return mono.integratedLufs === null ? null : stereo.integratedLufs - mono.integratedLufs;
}

export function foldFindings(surround: RenderFigures, stereo: RenderFigures, mono: RenderFigures): Finding[] {
  const findings: Finding[] = [];
  const loss = monoLossLu(stereo, mono);
  if (loss === null && stereo.integratedLufs !== null)
    findings.push({ id: 'mono', severity: 'problem', text: 'The mono fold-down is silent: the sides cancel.' });
  if (loss !== null && loss > FOLD_LOSS_DB)
    findings.push({
      id: 'mono',
      severity: 'warning',
      text: `Mono loses ${loss.toFixed(1)} LU against stereo; unrelated sides lose 3: something cancels.`,
    });
  if (surround.integratedLufs !== null && stereo.integratedLufs === null)
    findings.push({ id: 'stereo', severity: 'problem', text: 'The stereo fold-down is silent.' });
  return findings;
}

/** Renders that players make of a master and that would not fit under full scale. The 5.1 render has its own finding. */
export function overFindings(renders: Readonly<Record<string, RenderFigures>>): Finding[] {
  return Object.entries(renders).flatMap(([name, { truePeakDbtp }]): Finding[] => {
    if (name === '5.1' || truePeakDbtp === null || truePeakDbtp <= 0) return [];
    const what = name === 'binaural' ? 'headphone' : name;
    return [
      {
        id: `over-${name}`,
        severity: 'notice',
        text: `The ${what} render peaks at +${truePeakDbtp.toFixed(2)} dBTP: it needs ${truePeakDbtp.toFixed(1)} dB of headroom or a limiter in the player. The profile does not ask for it; turning the master down by as much avoids it.`,
      },
    ];
  });
}

/** How the figures of the 5.1 render stand to what was asked for. */
export function levelFindings(
  surround: RenderFigures,
  wanted: { readonly loudnessLufs: number; readonly ceilingDbtp: number },
): Finding[] {
  const { integratedLufs, truePeakDbtp } = surround;
  const findings: Finding[] = [];
  if (integratedLufs === null) {
    const text =
      truePeakDbtp === null
        ? 'The 5.1 render is silent.'
        : 'The 5.1 render is too short or too quiet for a loudness (BS.1770 needs 0.4 s above -70 LKFS): its level stays as it is.';
    findings.push({ id: 'loudness', severity: 'notice', text });
  } else if (integratedLufs > wanted.loudnessLufs + 0.05) {
    findings.push({
      id: 'loudness',
      severity: 'problem',
      text: `The 5.1 render measures ${db(integratedLufs, 'LKFS')}, louder than ${db(wanted.loudnessLufs, 'LKFS')}.`,
    });
  } else if (integratedLufs < wanted.loudnessLufs - 0.05) {
    findings.push({
      id: 'loudness',
      severity: 'notice',
      text: `The 5.1 render measures ${db(integratedLufs, 'LKFS')}, ${(wanted.loudnessLufs - integratedLufs).toFixed(2)} LU under ${db(wanted.loudnessLufs, 'LKFS')}. That is allowed down to -31; getting closer takes limiting of the stems, which is yours to do.`,
    });
  }
  if (integratedLufs !== null && integratedLufs < -31)
    findings.push({ id: 'quiet', severity: 'warning', text: 'Services expect no less than -31 LKFS.' });
  if (truePeakDbtp !== null && truePeakDbtp > wanted.ceilingDbtp + 0.005)
    findings.push({
      id: 'true-peak',
      severity: 'problem',
      text: `The 5.1 render peaks at ${db(truePeakDbtp, 'dBTP')}, above ${db(wanted.ceilingDbtp, 'dBTP')}.`,
    });
  return findings;
}
