/** The stage as the panel edits it: every file has a row, whether the producer placed it or not. */
import type { ChannelLayout } from '@studiohand/core/audio';
import { BED_ROLES, type BedRole, type Placement, placementOf } from '../placement.ts';

/** What the panel knows of a file. */
export interface StageSource {
  readonly name: string;
  readonly layout: ChannelLayout;
}

/** One row: a placement, or what holds for a file without one. */
export interface StageRow {
  /** Index into the stage; null where the file goes by its own channels. */
  readonly index: number | null;
  /** '1', '2', and '2b' for a second placement of one file. */
  readonly mark: string;
  readonly source: StageSource;
  readonly placement: Placement;
}

/** The parameter as it came, every placement complete. */
export function readStage(value: unknown): Placement[] {
  if (!Array.isArray(value)) return [];
  return value.map((item: Partial<Placement>) => ({ ...placementOf(1), ...item }));
}

/** Rows for all files, in their order. */
export function stageRows(stage: readonly Placement[], sources: readonly StageSource[]): StageRow[] {
  return sources.flatMap((source, i): StageRow[] => {
    const own = stage.flatMap((placement, index) => (placement.file === i + 1 ? [{ placement, index }] : []));
    if (own.length === 0) return [{ index: null, mark: String(i + 1), source, placement: placementOf(i + 1) }];
    return own.map(({ placement, index }, k) => {
      const mark = `${i + 1}${k === 0 ? '' : String.fromCharCode(97 + k)}`;
      return { index, mark, source, placement };
    });
  });
}

/** The stage with one row changed; a row that was not in it is added. */
export function withRow(stage: readonly Placement[], row: StageRow, change: Partial<Placement>): Placement[] {
  const placement = { ...row.placement, ...change };
  if (row.index === null) return [...stage, placement];
  return stage.map((other, i) => (i === row.index ? placement : other));
}

/** The stage without a row: its file goes by its other placements, or by its own channels. */
export function withoutRow(stage: readonly Placement[], row: StageRow): Placement[] {
  return stage.filter((_, i) => i !== row.index);
}

/** Bed places that suit a file of one or two channels, with their names; none for others. */
export function bedChoices(channels: number): readonly { readonly title: string; readonly bed: readonly BedRole[] }[] {
  if (channels === 2)
    return [
      { title: 'Front', bed: ['L', 'R'] },
      { title: 'Sides', bed: ['Lss', 'Rss'] },
      { title: 'Rears', bed: ['Lrs', 'Rrs'] },
      { title: 'Top', bed: ['Ltm', 'Rtm'] },
    ];
  if (channels !== 1) return [];
  return BED_ROLES.map((role) => ({ title: role, bed: [role] }));
}

const BED_OF: Readonly<Record<string, BedRole>> = { M: 'C', Ls: 'Lss', Rs: 'Rss' };

/** Roles of the bed that a row feeds. */
export function rolesOf({ placement, source }: StageRow): BedRole[] {
  if (placement.to !== 'bed') return [];
  const wanted: readonly string[] = placement.bed.length > 0 ? placement.bed : source.layout;
  return wanted.flatMap((role) => BED_ROLES.find((known) => known === (BED_OF[role] ?? role)) ?? []);
}

/** Where the channels of an object row stand: one place for mono, two for stereo. */
export function placesOf({ placement, source }: StageRow): { readonly x: number; readonly y: number }[] {
  const { x, y, width } = placement;
  if (source.layout.length !== 2) return [{ x, y }];
  const inRoom = (value: number): number => Math.min(1, Math.max(-1, value));
  return [-1, 1].map((half) => ({ x: inRoom(x + (half * width) / 2), y }));
}

/** Where a stem that becomes an object begins: its own place, or one further back where another object stands. */
export function freePlace(rows: readonly StageRow[], row: StageRow): { readonly x: number; readonly y: number } {
  const taken = rows.filter(({ placement, mark }) => placement.to === 'object' && mark !== row.mark);
  const { x } = row.placement;
  for (let y = row.placement.y; y >= -1; y = rounded(y - 0.25)) {
    if (taken.every(({ placement }) => Math.hypot(placement.x - x, placement.y - y) > 0.2)) return { x, y };
  }
  return { x, y: row.placement.y };
}

/** Two decimals are as exact as a hand is. */
export const rounded = (value: number): number => Math.round(value * 100) / 100;

/** '40 % left, 80 % front' */
export function whereText(x: number, y: number): string {
  const side = rounded(x) === 0 ? 'centre' : `${Math.round(Math.abs(x) * 100)} % ${x < 0 ? 'left' : 'right'}`;
  const depth = rounded(y) === 0 ? 'beside you' : `${Math.round(Math.abs(y) * 100)} % ${y > 0 ? 'front' : 'back'}`;
  return `${side}, ${depth}`;
}
