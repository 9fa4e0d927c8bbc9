/** A page with the studio's player alone, playing signals from memory, so that what is heard can be taken down. */
import { type ListenMode, type PcmReader, Player, type ProgramSide } from '../../../apps/studio/src/audio/index.ts';

const RATE_HZ = 48000;
const SECONDS = 20;
/** B is A at this gain. */
const TAKE_GAIN = 0.5;
const TAKE_LUFS = 20 * Math.log10(TAKE_GAIN);

/** Two tones that never repeat within the signal. */
function sourceSample(frame: number, channel: number): number {
  const t = frame / RATE_HZ;
  return 0.3 * Math.sin(2 * Math.PI * (220 + 3 * channel) * t) + 0.2 * Math.sin(2 * Math.PI * 997.3 * t);
}

const reader: PcmReader = {
  read: async (kind, _id, fromFrame, frameCount) => {
    const frames = Math.max(0, Math.min(frameCount, SECONDS * RATE_HZ - fromFrame));
    const gain = kind === 'takes' ? TAKE_GAIN : 1;
    return [0, 1].map((c) => Float32Array.from({ length: frames }, (_, i) => gain * sourceSample(fromFrame + i, c)));
  },
};

const side = (kind: 'sources' | 'takes', integratedLufs: number): ProgramSide => ({
  kind,
  id: kind,
  sampleRateHz: RATE_HZ,
  channels: 2,
  layout: ['L', 'R'],
  frameCount: SECONDS * RATE_HZ,
  integratedLufs,
});

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Plays, switches every 150 ms through `modes`, and gives what was heard on the left. */
async function hear(modes: readonly ListenMode[], matching: boolean, seconds: number): Promise<number[]> {
  const player = new Player({ reader });
  player.load({ source: side('sources', -18), take: side('takes', -18 + TAKE_LUFS) });
  player.setMatching(matching);
  player.setMode(modes[0] as ListenMode);
  await player.play();
  await wait(400);
  const recording = player.record(seconds);
  for (const mode of modes.slice(1)) {
    await wait(150);
    player.setMode(mode);
  }
  const heard = await recording;
  player.dispose();
  return Array.from(heard[0] as Float32Array);
}

/** The meters after a second of play and a pause, before and after another song is loaded while the audio thread sleeps. */
async function metersAtRest(): Promise<{ before: unknown; after: unknown }> {
  const player = new Player({ reader });
  player.load({ source: side('sources', -18), take: null });
  await player.play();
  await wait(4000);
  player.pause();
  await wait(5000);
  const read = (): unknown => ({
    shortTerm: player.levels.shortTermLufs,
    range: player.levels.rangeHighLufs,
    psr: player.levels.psrMedianDb,
    hold: player.levels.truePeakHold[0],
  });
  const before = read();
  player.load({ source: { ...side('sources', -18), id: 'another' }, take: null });
  const after = read();
  player.dispose();
  return { before, after };
}

Object.assign(window, { hear, metersAtRest });
