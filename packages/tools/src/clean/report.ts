import type { AudioInfo } from '@studiohand/core/audio';
import type { Attachment, Finding, Report } from '@studiohand/core/tool';
import type { CleanAnalysis } from './analyse.ts';
import { clipFindings, clipRows } from './faults/clipping.ts';
import { humFindingsOf, humRows } from './faults/hum.ts';
import { noiseFindings, noiseRows } from './faults/noise.ts';
import { roomFindings, roomRows } from './faults/room.ts';
import type { CleanParams } from './params.ts';
import { movesOf } from './propose.ts';

/** What was found, what is proposed, and the learned profile to keep. */
export function report(analysis: CleanAnalysis, params: CleanParams, info: AudioInfo): Report {
  const moves = movesOf(analysis, params);
  const { profile, ...facts } = analysis;
  const { noise, hum, clipping, room } = facts;
  const rows = [
    ...(params.clipping ? clipRows(clipping) : []),
    ...(params.hum ? humRows(hum) : []),
    ...(params.noise ? noiseRows(noise) : []),
    ...roomRows(room),
  ];
  for (const { title, enabled } of moves) rows.push({ label: enabled ? 'Proposed' : 'Proposed, off', value: title });
  const findings: Finding[] = [
    ...clipFindings(clipping),
    ...humFindingsOf(hum),
    ...noiseFindings(noise),
    ...roomFindings(room),
  ];
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
