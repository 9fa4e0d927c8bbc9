import type { AudioInfo } from '@studiohand/core/audio';
import type { Attachment, Finding, Report } from '@studiohand/core/tool';
import type { CleanAnalysis } from './analyse.ts';
import type { CleanParams } from './params.ts';
import { bandsText, movesOf, noiseReason, worthReducing } from './propose.ts';
import { shown, some, span } from './words.ts';

/** What was found, what is proposed, and the learned profile to keep. */
export function report(analysis: CleanAnalysis, params: CleanParams, info: AudioInfo): Report {
  const moves = movesOf(analysis, params);
  const { noise, profile, ...facts } = analysis;
  const rows: { label: string; value: string }[] = [];
  const findings: Finding[] = [];
  if (noise) {
    rows.push({ label: 'Noise', value: shown(noise.noiseDbfs, 'dBFS') });
    rows.push({ label: 'Whole recording', value: shown(noise.signalDbfs, 'dBFS') });
    if (noise.regions.length > 0) rows.push({ label: 'Learned at', value: some(noise.regions.map(span), 6) });
    findings.push(...noiseFindings(analysis));
  } else if (params.noise) rows.push({ label: 'Noise', value: 'no place without music found' });
  for (const { title } of moves) rows.push({ label: 'Proposed', value: title });
  if (moves.length === 0)
    findings.push({
      id: 'nothing-found',
      severity: 'info',
      text:
        params.noise && !noise
          ? 'Nothing to repair was found, so nothing is proposed and no sample would change. If you hear noise, mark a place where it sounds alone.'
          : 'Nothing worth repairing was found, so nothing is proposed and no sample would change.',
    });
  return {
    json: {
      ...facts,
      noise,
      moves: moves.map(({ id, enabled, title, reason, amount }) => ({ id, enabled, title, reason, amount })),
    },
    rows,
    findings,
    attachments: profile === null ? [] : [profileFile(profile, info)],
  };
}

function profileFile(text: string, { name }: AudioInfo): Attachment {
  const stem = name.replace(/\.[^.]+$/, '').replace(/[\\/:*?"<>|]/g, '_');
  return {
    name: `${stem}.noise.json`,
    title: 'Noise profile, for other recordings',
    mediaType: 'application/json',
    text,
  };
}

function noiseFindings({ noise }: CleanAnalysis): Finding[] {
  if (!noise) return [];
  const findings = noise.regions.map(
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
  if (!worthReducing(noise))
    findings.push({
      id: 'noise-faint',
      severity: 'info',
      text: `${noiseReason(noise)} That is soft enough to leave it alone; mark the place to reduce it all the same.`,
    });
  if (noise.notOnlyNoiseHz.length >= 2)
    findings.push({
      id: 'profile-not-noise',
      severity: 'warning',
      text: `Around ${bandsText(noise.notOnlyNoiseHz)} the recording falls at least 8 dB under what was learned: the place holds more than the noise, or the noise changes. Mark another place, or less is kept of the music there.`,
    });
  return findings;
}
