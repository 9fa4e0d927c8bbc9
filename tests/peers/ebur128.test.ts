import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LoudnessMeter, TruePeakMeter } from '@studiohand/core/dsp';
import { wasmKernels } from '@studiohand/kernels';
import { openAudio } from '@studiohand/node';
import { describe, expect, it } from 'vitest';

/**
 * Our meter beside ffmpeg's ebur128 on every real recording of the shared folder: integrated loudness within 0.1 LU,
 * loudness range within 0.2 LU, true peak within 0.2 dB. ffmpeg prints one decimal, so half of that is rounding.
 */
const shared = fileURLToPath(new URL('../../../shared/audio', import.meta.url));
const hasFfmpeg = !spawnSync('ffmpeg', ['-version'], { stdio: 'ignore' }).error;
const reason = !existsSync(shared)
  ? 'no shared recordings beside the project'
  : !hasFfmpeg
    ? 'ffmpeg is not installed'
    : '';
if (reason !== '') console.log(`Skipped, ${reason}: comparison with ffmpeg's ebur128`);

const files =
  reason === ''
    ? readdirSync(shared, { recursive: true, encoding: 'utf8' })
        .filter((f) => /\.(wav|flac|ogg)$/.test(f))
        .sort()
    : [];

interface Figures {
  integratedLufs: number;
  loudnessRangeLu: number;
  truePeakDbtp: number;
}

function peer(path: string): Figures {
  const { stderr } = spawnSync(
    'ffmpeg',
    ['-hide_banner', '-nostats', '-i', path, '-af', 'ebur128=peak=true', '-f', 'null', '-'],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  const summary = stderr.slice(stderr.lastIndexOf('Summary:'));
  const read = (pattern: RegExp): number => Number(pattern.exec(summary)?.[1]);
  return {
    integratedLufs: read(/I:\s+(\S+) LUFS/),
    loudnessRangeLu: read(/LRA:\s+(\S+) LU/),
    truePeakDbtp: read(/Peak:\s+(\S+) dBFS/),
  };
}

async function own(path: string): Promise<Figures & { durationSeconds: number }> {
  const source = await openAudio(path);
  const loudness = new LoudnessMeter(source.info, wasmKernels);
  const peak = new TruePeakMeter(source.info, wasmKernels);
  for await (const block of source.blocks()) {
    loudness.push(block);
    peak.push(block);
  }
  await source.close();
  const { integratedLufs, loudnessRangeLu } = loudness.finish();
  return {
    integratedLufs,
    loudnessRangeLu,
    truePeakDbtp: peak.finish().truePeakDbtp,
    durationSeconds: source.info.frameCount / source.info.sampleRateHz,
  };
}

describe.skipIf(reason !== '')('beside ffmpeg ebur128', () => {
  it.each(files)('%s', async (file) => {
    const path = join(shared, file);
    const ours = await own(path);
    const theirs = peer(path);
    // Under 0.4 s there is no gating block: both meters say "nothing", in their own ways.
    if (ours.durationSeconds >= 0.4)
      expect(Math.abs(ours.integratedLufs - theirs.integratedLufs)).toBeLessThanOrEqual(0.1);
    else expect(theirs.integratedLufs).toBeLessThanOrEqual(-70);
    // Under 3 s there is no short-term value; just above, one hop more or less decides the range.
    if (ours.durationSeconds >= 5)
      expect(Math.abs(ours.loudnessRangeLu - theirs.loudnessRangeLu)).toBeLessThanOrEqual(0.2);
    expect(Math.abs(ours.truePeakDbtp - theirs.truePeakDbtp)).toBeLessThanOrEqual(0.2);
  });
});
