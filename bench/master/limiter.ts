/**
 * Our limiter beside every open limiter that installs: node --conditions=source bench/master/limiter.ts [LUFS...] [SONG...]
 * Real songs driven to -11 and -9 LUFS under -1 dBTP; true peak at 16 times the rate, spectral distance and gain deviation
 * as limiterMetrics.ts defines them, tones at 6 dB of reduction, CPU. Writes .cache/bench/limiter/tradeoff.svg and .json.
 * Peers run as ffmpeg processes (start included in their CPU). Without songs or ffmpeg it says so and ends.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { TruePeakLimiter } from '@studiohand/core/dsp';
import { machine } from '../run.ts';
import { drive } from './limiterDrive.ts';
import { imdDb, RATE_HZ, type Stereo, thdDb } from './limiterMetrics.ts';
import { installedPeers, lastCpuSeconds, PEER_FILTERS, throughFilter } from './limiterPeers.ts';
import { type Point, tradeOffSvg } from './limiterPlot.ts';
import { song, songNames } from './limiterSongs.ts';

const OURS = 'Studiohand, balanced';
const folder = '.cache/bench/limiter';
let ownCpuSeconds = 0;

/** Our limiter over a whole signal, aligned, as 32-bit floats like the peers'. */
function ours(x: Stereo): Stereo {
  const limiter = new TruePeakLimiter({ sampleRateHz: RATE_HZ, channels: 2, ceilingDbtp: -1 });
  const late = limiter.latencyFrames;
  const y = x.map((channel) => {
    const longer = new Float64Array(channel.length + late);
    longer.set(channel);
    return longer;
  });
  const before = process.cpuUsage();
  limiter.process(y, x[0].length + late);
  const { user, system } = process.cpuUsage(before);
  ownCpuSeconds = (user + system) / 1e6;
  const rounded = (c: Float64Array): Float64Array => c.subarray(late).map(Math.fround);
  return [rounded(y[0] as Float64Array), rounded(y[1] as Float64Array)];
}

const limitBy = (name: string): ((x: Stereo) => Stereo) =>
  name === OURS ? ours : (x) => throughFilter(PEER_FILTERS[name] as string, x);

/** Prints the tables and writes the picture. */
export function benchLimiter(targets: readonly number[] = [-9, -11], songs: readonly string[] = songNames()): void {
  if (songs.length === 0) {
    console.log('Skipped: no shared recordings beside the project.');
    return;
  }
  const limiters = [OURS, ...installedPeers()];
  console.log(machine());
  console.log('\nTones 6 dB over the ceiling: THD 60 Hz, THD 1 kHz, 60 Hz + 7 kHz (dB)');
  for (const name of limiters) {
    const limit = limitBy(name);
    const figures = [thdDb(limit, 60), thdDb(limit, 1000), imdDb(limit)];
    console.log(`${name.padEnd(28)}${figures.map((v) => v.toFixed(1).padStart(8)).join('')}`);
  }
  const points: Point[] = [];
  mkdirSync(folder, { recursive: true });
  for (const targetLufs of targets) {
    console.log(
      `\n${targetLufs} LUFS, ceiling -1 dBTP: loudness, true peak, spectral distance, gain deviation, lowest PSR, CPU s`,
    );
    for (const title of songs) {
      console.log(title);
      for (const limiter of limiters) {
        const { output: _, ...driven } = drive(song(title), targetLufs, limitBy(limiter));
        points.push({ limiter, song: title, targetLufs, ...driven });
        const { loudnessLufs, truePeakDbtp, spectralDistanceDb, gainDeviationDb, lowestPsrDb } = driven;
        const cpu = limiter === OURS ? ownCpuSeconds : lastCpuSeconds;
        const figures = [loudnessLufs, truePeakDbtp, spectralDistanceDb, gainDeviationDb, lowestPsrDb, cpu];
        console.log(`  ${limiter.padEnd(26)}${figures.map((v) => v.toFixed(2).padStart(8)).join('')}`);
      }
      writeFileSync(`${folder}/tradeoff.json`, JSON.stringify(points, null, 1));
      writeFileSync(`${folder}/tradeoff.svg`, tradeOffSvg(points, limiters));
    }
  }
  const met = points.filter((p) => p.limiter === OURS && p.spectralDistanceDb <= 0.4 && p.gainDeviationDb <= 2);
  console.log(`\n${OURS}: within 0.40 dB and 2.0 dB on ${met.map((p) => `${p.song} at ${p.targetLufs}`).join(', ')}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const numbers = process.argv.slice(2).map(Number).filter(Number.isFinite);
  const names = process.argv.slice(2).filter((word) => Number.isNaN(Number(word)));
  benchLimiter(numbers.length ? numbers : undefined, names.length ? names : undefined);
}
