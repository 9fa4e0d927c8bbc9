import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readAll } from '@studiohand/core/audio';
import { Prng } from '@studiohand/core/dsp';
import { DEFAULT_POLICY } from '@studiohand/core/rights';
import { openAudio } from '@studiohand/node/files';
import { describe, expect, it } from 'vitest';
import { rnnoiseDenoiser } from './rnnoise.ts';

const SPEECH = fileURLToPath(new URL('../../../../../shared/audio/clean/speech_xmas.wav', import.meta.url));

/** Runs a signal through a processor in pieces, latency taken off. */
async function denoised(
  channels: readonly Float64Array[],
  rate: number,
  piece = (_: number): number => 1000,
): Promise<Float64Array[]> {
  const voice = await rnnoiseDenoiser().create(rate, channels.length);
  const length = channels[0]!.length;
  const all = channels.map((samples) => {
    const longer = new Float64Array(length + voice.latencyFrames);
    longer.set(samples);
    return longer;
  });
  for (let at = 0; at < all[0]!.length; ) {
    const frames = Math.min(piece(at), all[0]!.length - at);
    const part = all.map((samples) => samples.subarray(at, at + frames));
    if (at >= length) voice.flush(part, frames);
    else voice.process(part, frames);
    at += frames;
  }
  const latency = voice.latencyFrames;
  voice.close();
  return all.map((samples) => samples.subarray(latency));
}

/** A voice-like signal: a gliding series of harmonics in syllables. */
function vowels(rate: number, seconds: number): Float64Array {
  let phase = 0;
  return Float64Array.from({ length: Math.round(rate * seconds) }, (_, i) => {
    const t = i / rate;
    phase += (2 * Math.PI * (130 + 25 * Math.sin(2 * Math.PI * 0.7 * t))) / rate;
    const gate = Math.max(0, Math.sin(2 * Math.PI * 3.3 * t)) ** 0.5;
    let sum = 0;
    for (let k = 1; k < 25; k++) sum += (Math.sin(k * phase) / k) * Math.exp(-(((k * 130 - 600) / 700) ** 2));
    return 0.3 * gate * sum;
  });
}

/** Delay of b behind a in frames, by the best correlation within `reach`. */
function delayOf(a: Float64Array, b: Float64Array, reach: number): number {
  let best = { value: -1, at: 0 };
  for (let d = -reach; d <= reach; d++) {
    let sum = 0;
    for (let i = reach; i < a.length - reach; i += 3) sum += a[i]! * b[i + d]!;
    if (sum > best.value) best = { value: sum, at: d };
  }
  return best.at;
}

describe('RNNoise', () => {
  it.each([8000, 16000, 44100, 48000, 96000, 192000])('is time-aligned at %i Hz', async (rate) => {
    const clean = vowels(rate, 2);
    const [out] = await denoised([clean], rate);
    expect(out).toHaveLength(clean.length);
    expect(Math.abs(delayOf(clean, out!, Math.round(rate / 500)))).toBeLessThanOrEqual(Math.ceil(rate / 24000));
  });

  it('gives the same for any split, channel by channel, and after reset', async () => {
    const clean = vowels(44100, 1);
    const other = clean.map((v, i) => v * (i % 3));
    const whole = await denoised([clean, other], 44100);
    const random = new Prng(3);
    const split = await denoised([clean, other], 44100, () => 1 + Math.floor((random.centred() + 0.5) * 3000));
    expect(split).toEqual(whole);
    const [alone] = await denoised([clean], 44100);
    expect(Math.max(...alone!.map((v, i) => Math.abs(v - whole[0]![i]!)))).toBeLessThan(1e-9);
    const voice = await rnnoiseDenoiser().create(48000, 1);
    const run = (): Float64Array => {
      const samples = clean.slice();
      voice.process([samples], samples.length);
      return samples;
    };
    const first = run();
    voice.reset();
    expect(run()).toEqual(first);
    voice.close();
  });

  it('takes silence for silence, and NaN for silence', async () => {
    const [out] = await denoised([new Float64Array(20000).fill(Number.NaN)], 48000);
    expect(out!.every((v) => Math.abs(v) < 1e-4)).toBe(true);
  });

  it('is refused by a policy that denies it, and rates it cannot do', async () => {
    const denied = rnnoiseDenoiser({ ...DEFAULT_POLICY, deniedModels: ['rnnoise'] });
    await expect(denied.create(48000, 1)).rejects.toMatchObject({ code: 'refused' });
    await expect(rnnoiseDenoiser().create(4000, 1)).rejects.toMatchObject({ code: 'invalid-parameter' });
  });

  it.skipIf(!existsSync(SPEECH))(
    'takes noise off real speech and keeps the voice (skipped without the shared audio)',
    async () => {
      const source = await openAudio(SPEECH);
      const { sampleRateHz: rate } = source.info;
      const clean = (await readAll(source))[0]!.subarray(0, 8 * rate);
      await source.close();
      const random = new Prng(1);
      const power = clean.reduce((sum, v) => sum + v * v, 0) / clean.length;
      const noisy = clean.map((v) => v + Math.sqrt(power * 12) * random.centred());
      const [out] = await denoised([noisy], rate);
      const sdr = (b: Float64Array): number => {
        const dot = clean.reduce((sum, v, i) => sum + v * b[i]!, 0);
        const gain = dot / (power * clean.length);
        const error = clean.reduce((sum, v, i) => sum + (gain * v - b[i]!) ** 2, 0);
        return 10 * Math.log10((gain * gain * power * clean.length) / error);
      };
      console.log(`RNNoise on speech with white noise: SI-SDR ${sdr(noisy).toFixed(1)} to ${sdr(out!).toFixed(1)} dB`);
      expect(sdr(out!) - sdr(noisy)).toBeGreaterThan(8);
    },
  );
});
