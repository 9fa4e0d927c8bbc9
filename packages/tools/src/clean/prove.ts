import { type AudioSource, lockstep } from '@studiohand/core/audio';
import { compareSignatures, SignatureMeter } from '@studiohand/core/dsp';
import type { Finding, Plan, Report, ToolContext } from '@studiohand/core/tool';
import { dbToGain, powerToDb } from '@studiohand/core/units';
import { type Chain, chainOf } from './chain.ts';
import { BandFrames } from './proof/bandFrames.ts';
import { MusicalNoise } from './proof/musicalNoise.ts';
import { type MusicInDelta, musicInDelta } from './proof/musicInDelta.ts';
import { Balance, Sums } from './proof/sums.ts';
import { type Figure, figure, hertz, shown } from './words.ts';

/** From here on what was removed holds music, in plain words; measured: steady noise off music has up to 0.1. */
const MUSIC_SHARE = 0.25;
/** A louder or duller third octave than this is told. */
const BALANCE_DB = 1;
/** Third octaves this far under the loudest are no part of the balance. */
const BALANCE_RANGE_DB = 40;
/** Bands with noise this near to the whole lose by losing the noise. */
const OVER_NOISE_DB = 12;
const PUNCH_DB = 1;
const SHIFT_DB = 0.5;
const CHIRPS = 1.5;
const HOP_SECONDS = 0.1;

interface Measured {
  readonly all: Sums;
  readonly noise: Sums;
  readonly shiftDb: number;
  readonly chirps: number;
  readonly fullScaleSamples: number;
  readonly source: BandFrames;
  readonly take: BandFrames;
  readonly removed: BandFrames;
  readonly noiseDb: Float64Array | null;
  readonly signatures: readonly [SignatureMeter, SignatureMeter];
}

async function measure(source: AudioSource, take: AudioSource, chain: Chain, context: ToolContext): Promise<Measured> {
  const { info } = source;
  const { frameCount, sampleRateHz, channels } = info;
  const { encoding } = take.info;
  const { kernels, signal } = context;
  const gain = dbToGain(chain.gainDb);
  const ceiling = encoding?.kind === 'int' ? 1 - 2 ** (1 - encoding.bits) : Number.POSITIVE_INFINITY;
  const regions = chain.links
    .flatMap(({ settings }) => (settings.kind === 'noise' && settings.profile === undefined ? settings.regions : []))
    .map(({ fromSeconds, toSeconds }) => [fromSeconds * sampleRateHz, toSeconds * sampleRateHz] as const);
  const [all, noise, balance] = [new Sums(), new Sums(), new Balance()];
  const chirps = new MusicalNoise(sampleRateHz, kernels);
  const frames3 = [info, info, info].map((format) => new BandFrames(format, kernels));
  const [before3, after3, removed3] = frames3 as [BandFrames, BandFrames, BandFrames];
  const noiseFrames = new BandFrames(info, kernels);
  const signatures = [new SignatureMeter(info), new SignatureMeter(info)] as const;
  const hop = Math.max(1, Math.round(HOP_SECONDS * sampleRateHz));
  let fullScaleSamples = 0;
  let inside = false;
  let delta: Float64Array[] = [];
  for await (const { channels: both, frames, position } of lockstep([source, take], signal ? { signal } : {})) {
    signal?.throwIfAborted();
    const [before, after] = both as unknown as readonly [readonly Float64Array[], readonly Float64Array[]];
    if ((delta[0]?.length ?? -1) < frames) delta = before.map(() => new Float64Array(frames));
    for (let c = 0; c < channels; c++) {
      const [s, t, d] = [before[c], after[c], delta[c]] as [Float64Array, Float64Array, Float64Array];
      for (let i = 0; i < frames; i++) {
        s[i] = gain * (s[i] as number);
        d[i] = (s[i] as number) - (t[i] as number);
        all.push(s[i] as number, t[i] as number);
        if ((t[i] as number) >= ceiling || (t[i] as number) <= -1) fullScaleSamples++;
      }
    }
    const [left, right] = [before[0], before[1]] as [Float64Array, Float64Array | undefined];
    const [newLeft, newRight] = [after[0], after[1]] as [Float64Array, Float64Array | undefined];
    for (let i = 0; i < frames; i++) {
      const at = position + i;
      if (channels === 2 && right && newRight) {
        balance.push(left[i] as number, right[i] as number, newLeft[i] as number, newRight[i] as number);
        if (at % hop === hop - 1) balance.endHop();
      }
      const now = regions.some(([from, to]) => at >= from && at < to);
      if (!now) {
        if (inside) chirps.endRegion();
        inside = false;
        continue;
      }
      inside = true;
      chirps.push(left[i] as number, newLeft[i] as number);
      for (let c = 0; c < channels; c++)
        noise.push((before[c] as Float64Array)[i] as number, (after[c] as Float64Array)[i] as number);
    }
    pushNoise(noiseFrames, before, frames, position, regions);
    before3.meter.push({ channels: before, frames });
    after3.meter.push({ channels: after, frames });
    removed3.meter.push({ channels: delta, frames });
    signatures[0].push({ channels: before, frames });
    signatures[1].push({ channels: after, frames });
    context.progress('comparing', position / Math.max(1, frameCount));
  }
  return {
    all,
    noise,
    shiftDb: channels === 2 ? balance.shiftDb : Number.NaN,
    chirps: chirps.logKurtosisRatio,
    fullScaleSamples,
    source: before3,
    take: after3,
    removed: removed3,
    noiseDb: regions.length > 0 ? noiseFrames.levelsDb() : null,
    signatures,
  };
}

/** The parts of a block that lie in regions, for the spectrum of the noise. */
function pushNoise(
  frames: BandFrames,
  channels: readonly Float64Array[],
  count: number,
  position: number,
  regions: readonly (readonly [number, number])[],
): void {
  for (const [start, end] of regions) {
    const from = Math.max(0, Math.min(count, Math.ceil(start) - position));
    const to = Math.max(from, Math.min(count, Math.ceil(end) - position));
    if (to > from) frames.meter.push({ channels: channels.map((x) => x.subarray(from, to)), frames: to - from });
  }
}

/** Third octave of the music that changed most, and by how much. */
function balanceChange({ source, take, noiseDb }: Measured): { readonly db: Figure; readonly aroundHz: number | null } {
  const [before, after] = [source.levelsDb(), take.levelsDb()];
  const loudest = before.reduce((a, v) => Math.max(a, v), Number.NEGATIVE_INFINITY);
  let [most, at] = [0, -1];
  before.forEach((db, b) => {
    if (db < loudest - BALANCE_RANGE_DB || db - (noiseDb?.[b] ?? Number.NEGATIVE_INFINITY) < OVER_NOISE_DB) return;
    const change = (after[b] as number) - db;
    if (Math.abs(change) > Math.abs(most)) [most, at] = [change, b];
  });
  return { db: figure(most), aroundHz: source.centresHz[at] ?? null };
}

/** Evidence from the rendered take: what went, and what went with it. */
export async function prove(source: AudioSource, take: AudioSource, plan: Plan, context: ToolContext): Promise<Report> {
  const chain = chainOf(plan);
  const measured = await measure(source, take, chain, context);
  const { all, noise, removed } = measured;
  const kinds = new Set(chain.links.map(({ settings }) => settings.kind));
  const windows = removed.courses()[0]?.length ?? 0;
  const perWindow = windows > 0 ? source.info.frameCount / source.info.sampleRateHz / windows : 0;
  const music = musicInDelta(measured.take.courses(), removed.courses(), removed.centresHz, perWindow);
  const guard = compareSignatures(measured.signatures[0].finish(), measured.signatures[1].finish());
  const balance = balanceChange(measured);
  const clippedSamples = kinds.has('declip') && take.info.encoding?.kind === 'int' ? measured.fullScaleSamples : 0;
  const untouched = all.removed === 0;
  const figures = {
    lengthExact: take.info.frameCount === source.info.frameCount,
    untouched,
    removed: {
      noiseDb: figure(powerToDb(noise.take / noise.source), 1),
      totalDb: figure(powerToDb(all.removed / all.source), 1),
      musicShare: untouched ? 0 : figure(music.share),
      musicAroundHz: untouched ? null : music.aroundHz,
      moves: chain.links.map(({ id }) => id),
    },
    correlation: figure(all.correlation, 3),
    punchDbBefore: figure(guard.punchDb[0]),
    punchDbAfter: figure(guard.punchDb[1]),
    transientsKeptPercent: figure(100 * guard.transientsKept, 1),
    stereoShiftDb: figure(measured.shiftDb),
    balanceChangeDb: balance.db,
    balanceAroundHz: balance.aroundHz,
    musicalNoise: figure(measured.chirps),
    clippedSamples,
  };
  const findings = findingsOf(figures, chain, music);
  return { json: figures, rows: rowsOf(figures), findings };
}

type Figures = {
  readonly lengthExact: boolean;
  readonly untouched: boolean;
  readonly removed: { readonly noiseDb: Figure; readonly totalDb: Figure; readonly musicShare: Figure };
  readonly correlation: Figure;
  readonly punchDbBefore: Figure;
  readonly punchDbAfter: Figure;
  readonly transientsKeptPercent: Figure;
  readonly stereoShiftDb: Figure;
  readonly balanceChangeDb: Figure;
  readonly balanceAroundHz: number | null;
  readonly musicalNoise: Figure;
  readonly clippedSamples: number;
};

function rowsOf(f: Figures): { label: string; value: string }[] {
  const row = (label: string, value: string): { label: string; value: string } => ({ label, value });
  if (f.untouched) return [row('Removed', 'nothing: the take is the source, sample for sample')];
  const around = f.balanceAroundHz === null ? '' : ` at ${hertz(f.balanceAroundHz)}`;
  return [
    row('Removed, against the source', shown(f.removed.totalDb, 'dB')),
    ...(f.removed.noiseDb === null ? [] : [row('Noise where it was learned', shown(f.removed.noiseDb, 'dB'))]),
    row('Part of it that moves with the music', shown(100 * (f.removed.musicShare ?? 0), '%', 0)),
    row('Correlation of kept and removed', shown(f.correlation, '', 3).trim()),
    ...(f.punchDbBefore === null
      ? []
      : [row('Hits over the whole', `${shown(f.punchDbBefore, 'dB')} to ${shown(f.punchDbAfter, 'dB')}`)]),
    row('Balance of the music changed by', `${shown(f.balanceChangeDb, 'dB', 2)} at most${around}`),
    ...(f.stereoShiftDb === null ? [] : [row('Image moved by', shown(f.stereoShiftDb, 'dB', 2))]),
    ...(f.musicalNoise === null
      ? []
      : [row('Roughness of the noise left (0 as before)', shown(f.musicalNoise, '', 2).trim())]),
  ];
}

function findingsOf(f: Figures, { listen, links }: Chain, music: MusicInDelta): Finding[] {
  const findings: Finding[] = [];
  const warn = (id: string, text: string): void => {
    findings.push({ id, severity: 'warning', text });
  };
  if (!f.lengthExact)
    findings.push({ id: 'length', severity: 'problem', text: 'The take is not exactly as long as the source.' });
  if (listen !== 'result')
    return [
      ...findings,
      {
        id: 'listening',
        severity: 'notice',
        text: 'This take holds only what is removed. Switch the move "Only what is removed" off for the result.',
      },
    ];
  if (f.clippedSamples > 0)
    findings.push({
      id: 'clipped',
      severity: 'problem',
      text: `${f.clippedSamples} samples stand at full scale: restored peaks are cut off again. Switch the headroom move on, or convert the source to 32-bit float first.`,
    });
  const share = f.removed.musicShare ?? 0;
  // Reverberation, clicks and peaks come and go with the music by their nature.
  const steady = links.every(({ settings }) => settings.kind === 'noise' || settings.kind === 'hum');
  if (!f.untouched && steady && share > MUSIC_SHARE) {
    const text = `${Math.round(100 * share)} % of what was removed comes and goes with the music${music.aroundHz === null ? '' : `, most around ${hertz(music.aroundHz)}`}: listen to the delta, then lower the reduction or the sensitivity, or mark a better place.`;
    const [first] = music.places;
    findings.push({ id: 'music-removed', severity: 'warning', text, ...(first ?? {}) });
  }
  const balance = f.balanceChangeDb ?? 0;
  if (Math.abs(balance) > BALANCE_DB && f.balanceAroundHz !== null)
    warn(
      'balance',
      `Around ${hertz(f.balanceAroundHz)} the music has ${Math.abs(balance).toFixed(1)} dB ${balance < 0 ? 'less' : 'more'} than before.`,
    );
  const lost = (f.punchDbBefore ?? 0) - (f.punchDbAfter ?? 0);
  if (lost > PUNCH_DB) warn('punch', `Hits stand out ${lost.toFixed(1)} dB less than before.`);
  if (Math.abs(f.stereoShiftDb ?? 0) > SHIFT_DB)
    warn('stereo', `The image moved by ${Math.abs(f.stereoShiftDb ?? 0).toFixed(1)} dB. Link the channels.`);
  if ((f.musicalNoise ?? 0) > CHIRPS)
    warn(
      'musical-noise',
      'What is left of the noise is rougher than it was: chirps or crackle stand out. Lower the reduction, or learn from a longer place without crackle.',
    );
  if (findings.length === 0)
    findings.push({
      id: 'nothing-worse',
      severity: 'info',
      text: f.untouched ? 'No sample changed.' : 'No measured property of the music got worse.',
    });
  return findings;
}
