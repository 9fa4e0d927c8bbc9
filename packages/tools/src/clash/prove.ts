import type { AudioSource } from '@studiohand/core/audio';
import { type ClashMap, clashMap, MaskingModel, type Tracks } from '@studiohand/core/dsp';
import type { Finding, Plan, Report, ToolContext } from '@studiohand/core/tool';
import { powerToDb } from '@studiohand/core/units';
import { listen } from './analyse.ts';
import { activeMoves } from './chain.ts';
import { range } from './words.ts';

/** A pair that loses this much more of its stem is told. */
const WORSE_SHARE = 0.005;
/** Level at which the proof listens; the plan's own is not kept, and differences hardly depend on it. */
const LISTENING_LEVEL_DB = 75;
const ROWS = 8;

interface Heard {
  readonly tracks: Tracks;
  readonly map: ClashMap;
}

async function hear(source: AudioSource, context: ToolContext, lufs?: number | null): Promise<Heard> {
  const tracks = await listen(source, context);
  // Both are heard at the same volume.
  const model = new MaskingModel(lufs === undefined ? tracks : { ...tracks, integratedLufs: lufs }, LISTENING_LEVEL_DB);
  const map = clashMap(model, tracks.frameCount, tracks.frameSeconds, () => context.signal?.throwIfAborted());
  return { tracks, map };
}

interface Region {
  readonly fromHz: number;
  readonly toHz: number;
  readonly passages: readonly { readonly fromSeconds: number; readonly toSeconds: number }[];
}

/** Share of a stem's audible weight that is lost under another, over the song or in a region of it. */
function lostShare({ tracks, map }: Heard, masked: number, masker: number, region?: Region): number {
  const pair = map.pairs.find((p) => p.masked === masked && p.masker === masker);
  const heard = map.heard[masked];
  if (!pair || !heard) return 0;
  const inside = (i: number): boolean => {
    if (!region) return true;
    const band = tracks.bands[i % map.bands];
    const at = (Math.floor(i / map.bands) + 0.5) * map.cellSeconds;
    const { fromHz, toHz, passages } = region;
    return (
      band !== undefined &&
      band.centreHz > fromHz &&
      band.centreHz < toHz &&
      passages.some((p) => at >= p.fromSeconds && at <= p.toSeconds)
    );
  };
  let [lost, all] = [0, 0];
  heard.forEach((weight, i) => {
    if (!inside(i)) return;
    all += weight;
    lost += pair.lost[i] as number;
  });
  return all === 0 ? 0 : lost / all;
}

/** Masking of all pairs before and after, measured again from the rendered stem. */
export async function prove(source: AudioSource, take: AudioSource, plan: Plan, context: ToolContext): Promise<Report> {
  const before = await hear(source, context);
  const after = await hear(take, context, before.tracks.integratedLufs);
  const names = before.tracks.tracks.map((track) => track.name);
  const pairs = before.map.pairs.map(({ masked, masker }) => ({
    masked,
    masker,
    before: lostShare(before, masked, masker),
    after: lostShare(after, masked, masker),
  }));
  const moves = activeMoves(plan).flatMap((move) => {
    const region = move.settings as unknown as Partial<Region> & { masked?: number };
    if (region.passages === undefined || region.masked === undefined) return [];
    const where = region as Region & { masked: number };
    return [
      {
        id: move.id,
        title: move.title,
        masked: where.masked,
        region: where,
        before: lostShare(before, where.masked, 0, where),
        after: lostShare(after, where.masked, 0, where),
      },
    ];
  });
  const level = (heard: Heard): number => powerToDb((heard.tracks.tracks[0]?.meanSquare ?? 0) + 1e-30);
  const levelChangeDb = level(after) - level(before);
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const findings: Finding[] = pairs
    .filter((pair) => pair.after - pair.before >= WORSE_SHARE)
    .map(({ masked, masker, before: was, after: is }) => ({
      id: `worse-${masked}-${masker}`,
      severity: is > 1.1 * was ? 'warning' : 'notice',
      text: `${names[masked]} loses more under ${names[masker]}: ${percent(was)} became ${percent(is)}.`,
    }));
  for (const move of moves)
    if (move.after > 0.5 * move.before)
      findings.push({
        id: `short-${move.id}`,
        severity: 'notice',
        text: `${move.title}: ${percent(move.before)} lost became ${percent(move.after)}, less than half came back.`,
      });
  return {
    json: {
      frameCount: take.info.frameCount,
      levelChangeDb,
      pairs: pairs.map((pair) => ({ ...pair, masked: names[pair.masked], masker: names[pair.masker] })),
      moves: moves.map(({ region, masked, ...move }) => ({
        ...move,
        masked: names[masked],
        fromHz: region.fromHz,
        toHz: region.toHz,
      })),
    },
    rows: [
      { label: 'Level of the stem', value: `${levelChangeDb >= 0 ? '+' : ''}${levelChangeDb.toFixed(2)} dB` },
      ...moves.map(({ masked, region, before: was, after: is }) => ({
        label: `${names[masked]} lost at ${range(region)}`,
        value: `${percent(was)} -> ${percent(is)}`,
      })),
      ...[...pairs]
        .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before))
        .filter((pair) => pair.after !== pair.before)
        .slice(0, ROWS)
        .map(({ masked, masker, before: was, after: is }) => ({
          label: `${names[masked]} under ${names[masker]}`,
          value: `${percent(was)} -> ${percent(is)}`,
        })),
    ],
    findings,
  };
}
