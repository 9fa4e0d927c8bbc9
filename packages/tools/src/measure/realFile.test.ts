import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { memorySource } from '@studiohand/core/audio';
import { typescriptKernels } from '@studiohand/core/dsp';
import { openWave } from '@studiohand/core/formats';
import { describe, expect, it } from 'vitest';
import { measure } from './index.ts';

const file = fileURLToPath(new URL('../../../../../shared/audio/clean/speech_xmas.wav', import.meta.url));
const reason = !existsSync(file)
  ? 'no shared/audio beside the repository'
  : spawnSync('ffmpeg', ['-version']).status !== 0
    ? 'ffmpeg is not installed'
    : '';
if (reason) console.log(`measure on a real file is skipped: ${reason}`);

/** ffmpeg's summary values: integrated, range, true peak. */
function ffmpegFigures(): number[] {
  const { stderr } = spawnSync(
    'ffmpeg',
    ['-nostats', '-hide_banner', '-i', file, '-af', 'ebur128=peak=true', '-f', 'null', '-'],
    {
      encoding: 'utf8',
    },
  );
  const summary = stderr.slice(stderr.lastIndexOf('Summary:'));
  return [/I:\s+(-?[\d.]+)/, /LRA:\s+(-?[\d.]+)/, /Peak:\s+(-?[\d.]+)/].map((pattern) =>
    Number(pattern.exec(summary)?.[1]),
  );
}

describe.skipIf(reason !== '')('measure on a real recording', () => {
  it('agrees with ebur128 of ffmpeg', async () => {
    const source = await openWave(memorySource(readFileSync(file), 'speech_xmas.wav'));
    const a = await measure.analyse(source, measure.parameters.parse({}), {
      kernels: typescriptKernels,
      progress: (): void => {},
    });
    const [integrated = Number.NaN, range = Number.NaN, peak = Number.NaN] = ffmpegFigures();
    expect(Math.abs((a.integratedLufs ?? 0) - integrated)).toBeLessThanOrEqual(0.1);
    expect(Math.abs((a.loudnessRangeLu ?? 0) - range)).toBeLessThanOrEqual(0.2);
    expect(Math.abs((a.truePeakDbtp ?? 0) - peak)).toBeLessThanOrEqual(0.2);
    expect(a.durationSeconds).toBe(source.info.frameCount / source.info.sampleRateHz);
  });
});
