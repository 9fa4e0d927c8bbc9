/** The level a model wants its input at, measured over the whole signal at the model's rate, and the way back. */
import type { AudioBlock } from '@studiohand/core/audio';
import type { ModelDescriptor } from '../descriptor.ts';

export interface InputLevel {
  readonly offset: number;
  readonly scale: number;
}

/** MDX-Net takes inputs above this peak down to it. */
const PEAK = 0.9;
/** Keeps silence silent (Demucs, api.py). */
const LEAST_DEVIATION = 1e-8;

/** Reads `blocks` only where the model wants it: mean and deviation of the mono sum (Demucs), or the peak (MDX-Net). */
export async function inputLevel(
  normalise: ModelDescriptor['normalise'],
  blocks: () => AsyncIterable<AudioBlock>,
): Promise<InputLevel> {
  if (normalise === 'none') return { offset: 0, scale: 1 };
  let peak = 0;
  let count = 0;
  let mean = 0;
  let squares = 0;
  for await (const { channels, frames } of blocks()) {
    for (let i = 0; i < frames; i++) {
      let sum = 0;
      for (const samples of channels) {
        const v = samples[i] as number;
        sum += v;
        if (Math.abs(v) > peak) peak = Math.abs(v);
      }
      // Welford's update.
      const mono = sum / channels.length;
      const step = mono - mean;
      count++;
      mean += step / count;
      squares += step * (mono - mean);
    }
  }
  if (normalise === 'peak') return { offset: 0, scale: peak > PEAK ? PEAK / peak : 1 };
  const deviation = Math.sqrt(squares / Math.max(1, count - 1));
  return { offset: mean, scale: 1 / (deviation + LEAST_DEVIATION) };
}
