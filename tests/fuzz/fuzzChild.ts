/**
 * Opens damaged files through openAudio, in a process of its own, so that a crash, a hang, an unhandled rejection and
 * the memory used belong to the parser. Arguments: format, number of files, seed, decode every n-th, first case.
 * Prints the number of the case begun now and then, and at the end one line of JSON.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AudioError } from '@studiohand/core/audio';
import { openAudio } from '@studiohand/node';
import { Dice, mutate } from './mutate.ts';
import { repairFlac, repairOgg } from './repairChecksums.ts';
import { type FuzzedFormat, seedFiles } from './seeds.ts';

/** Frames decoded of a file at most. */
const DECODED_FRAMES = 40000;

const [format, count, seed, decodeEvery, first = '0'] = process.argv.slice(2) as [FuzzedFormat, ...string[]];
const folder = mkdtempSync(join(tmpdir(), 'studiohand-fuzz-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const repair = { flac: repairFlac, vorbis: repairOgg, opus: repairOgg }[format as string];
const path = join(folder, 'case');
const failures: string[] = [];
const codes: Record<string, number> = {};
let slowestMs = 0;
let slowest = -1;
let largestBytes = 0;
let decoded = 0;

/** Containers that carry object-audio masters of up to 128 tracks (BS.2088); all others stop at 64. */
const WAVES: readonly string[] = ['wav', 'rf64', 'bw64'];

async function readCase(index: number, dice: Dice): Promise<string> {
  const source = await openAudio(path);
  try {
    const { info } = source;
    const sane =
      info.channels >= 1 &&
      info.channels <= (WAVES.includes(info.container) ? 128 : 64) &&
      info.layout.length === info.channels &&
      info.sampleRateHz >= 1 &&
      info.sampleRateHz <= 768000 &&
      Number.isSafeInteger(info.frameCount) &&
      info.frameCount >= 0;
    if (!sane) throw new Error(`impossible facts ${JSON.stringify({ ...info, metadata: [] })}`);
    if (index % Number(decodeEvery) !== 0) return 'opened';
    decoded++;
    const startFrame = dice.below(3) === 0 ? dice.below(info.frameCount) : 0;
    const wanted = Math.min(DECODED_FRAMES, info.frameCount - startFrame);
    let frames = 0;
    for await (const block of source.blocks({ startFrame, frameCount: wanted })) {
      if (block.channels.length !== info.channels) throw new Error(`a block has ${block.channels.length} channels`);
      if (block.channels.some((c) => c.length < block.frames)) throw new Error('a block is shorter than it says');
      frames += block.frames;
    }
    if (frames !== wanted) throw new Error(`${frames} frames came where ${wanted} were promised`);
    return 'decoded';
  } finally {
    await source.close();
  }
}

/** How one file ended: 'opened', 'decoded', or the code of an AudioError. */
async function outcome(index: number): Promise<string> {
  try {
    return await readCase(index, new Dice(Number(seed) ^ (index + 1)));
  } catch (error) {
    if (error instanceof AudioError && error.code !== 'internal') {
      // A missing program is no matter of the file.
      const where = error.code === 'missing-program' ? 'needed' : 'case';
      if (error.hint.length > 10 && error.message.includes(where)) return error.code;
      failures.push(`case ${index}: "${error.message}" (${error.hint}) does not say where and what to do`);
    } else {
      failures.push(`case ${index}: ${error instanceof Error ? error.stack : String(error)}`);
    }
    return 'failure';
  }
}

const seeds = await seedFiles(format);
// Programs that a reader may start are out of reach from here on: what is tested is our own code.
process.env['PATH'] = folder;
const baseBytes = process.resourceUsage().maxRSS * 1024;
for (let index = Number(first); index < Number(first) + Number(count); index++) {
  const dice = new Dice(Number(seed) + index * 7919);
  const bytes = mutate(seeds, dice);
  if (repair && dice.below(2) === 0) repair(bytes);
  writeFileSync(path, bytes);
  if (index % 100 === 0) writeSync(1, `${index}\n`);
  const before = process.memoryUsage().arrayBuffers;
  const started = performance.now();
  const result = await outcome(index);
  const took = performance.now() - started;
  largestBytes = Math.max(largestBytes, process.memoryUsage().arrayBuffers - before);
  if (took > slowestMs) [slowestMs, slowest] = [took, index];
  codes[result] = (codes[result] ?? 0) + 1;
  if (failures.length > 20) break;
}
const openFiles = process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
const peakBytes = process.resourceUsage().maxRSS * 1024 - baseBytes;
const cpuMs = (process.cpuUsage().user + process.cpuUsage().system) / 1000;
const summary = {
  seeds: seeds.length,
  failures,
  codes,
  decoded,
  slowestMs,
  slowest,
  largestBytes,
  peakBytes,
  openFiles,
  cpuMs,
};
writeSync(1, `${JSON.stringify(summary)}\n`);
