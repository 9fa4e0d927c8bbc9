import type { Finding } from '@studiohand/core/tool';
import type { ComplianceItem } from './compliance.ts';
import type { TrackFigures } from './meters.ts';
import { BED_ROLES } from './placement.ts';
import type { Scene } from './scene.ts';
import { db } from './words.ts';

const MARKS: Readonly<Record<ComplianceItem['state'], string>> = { pass: 'pass', look: 'LOOK', fail: 'FAIL' };

/** The delivery report as text: for the label, the distributor, the archive. */
export function qcText(
  scene: Scene,
  delivery: readonly ComplianceItem[],
  rows: readonly { readonly label: string; readonly value: string }[],
  findings: readonly Finding[],
  tracks: readonly TrackFigures[],
): string {
  const place = (track: number): string => {
    const object = scene.objects[track - BED_ROLES.length];
    if (!object) return 'bed';
    return `object at X ${object.x}, Y ${object.y}, Z ${object.z}, headphones ${object.headphones}`;
  };
  const lines = [
    'Object-audio master: delivery report',
    '====================================',
    '',
    'Checked by the rules of the Dolby Atmos Master ADM profile as far as open checkers state them, and by public',
    'delivery guides. Renders by ITU-R BS.2127; other renderers differ. This is no certificate of any company.',
    '',
    'Delivery list',
    ...delivery.map(({ state, title, value }) => `  ${MARKS[state]}  ${title}: ${value}`),
    '',
    'Measured',
    ...rows.map(({ label, value }) => `  ${label}: ${value}`),
    '',
    'Tracks',
    ...tracks.map(
      ({ name, samplePeakDbfs, rmsDbfs }, i) =>
        `  ${String(i + 1).padStart(3)}  ${name}: ${place(i)}; peak ${db(samplePeakDbfs, 'dBFS')}, RMS ${db(rmsDbfs, 'dBFS')}`,
    ),
    '',
    'Findings',
    ...(findings.length === 0 ? ['  none'] : findings.map(({ severity, text }) => `  ${severity}: ${text}`)),
    '',
  ];
  return lines.join('\n');
}
