import { describe, expect, it } from 'vitest';
import type { AudioFormat } from '../audio/index.ts';
import { type Signature, SignatureMeter } from './signature.ts';
import { compareSignatures } from './signatureChange.ts';
import { noise } from './testing/signals.ts';

const RATE = 48000;

function signatureOf(channels: Float64Array[], piece = channels[0].length): Signature {
  const layout = channels.length === 2 ? (['L', 'R'] as const) : (['M'] as const);
  const meter = new SignatureMeter({ sampleRateHz: RATE, channels: channels.length, layout } as AudioFormat);
  for (let at = 0; at < channels[0].length; at += piece) {
    const part = channels.map((x) => x.slice(at, at + piece));
    meter.push({ channels: part, frames: part[0].length });
  }
  return meter.finish();
}

/** Noise bed with a decaying noise hit every half second, `hitDb` over the bed. */
function hits(hitDb: number, seed = 1): Float64Array {
  const bed = noise(6 * RATE, seed);
  const burst = noise(6 * RATE, seed + 1);
  const gain = 10 ** (hitDb / 20);
  return bed.map((v, i) => 0.02 * v + 0.02 * gain * burst[i] * Math.exp(-((i % 24000) / 24000) * 25));
}

describe('SignatureMeter', () => {
  it('measures the power of the signal, the same for every way of cutting blocks', () => {
    const x = [noise(RATE, 1), noise(RATE, 2)];
    const whole = signatureOf(x);
    const pieces = signatureOf(x, 777);
    expect(whole.hops).toBe(200);
    expect(pieces).toEqual(whole);
    const mean = whole.power.reduce((a, v) => a + v, 0) / whole.hops;
    expect(Math.abs(10 * Math.log10(mean * 3))).toBeLessThan(0.2);
  });

  it('has no bands above half the rate and none of the figures of stereo for mono', () => {
    const meter = new SignatureMeter({ sampleRateHz: 8000, channels: 1, layout: ['M'] });
    meter.push({ channels: [noise(8000, 1)], frames: 8000 });
    const { bands } = meter.finish();
    expect(bands.map((b) => b.name)).toEqual(['low', 'low mid', 'high mid']);
    expect(bands[0].midPower).toBeNaN();
  });
});

describe('compareSignatures', () => {
  it('sees no change in a mere gain', () => {
    const x = [hits(20), hits(20, 5)];
    const { punchDb, transientsKept, bands, onsets } = compareSignatures(
      signatureOf(x),
      signatureOf(x.map((c) => c.map((v) => 3 * v))),
    );
    expect(onsets).toBeGreaterThanOrEqual(10);
    expect(punchDb[1]).toBeCloseTo(punchDb[0], 9);
    expect(transientsKept).toBeCloseTo(1, 9);
    for (const band of bands) {
      expect(band.rangeDb[1]).toBeCloseTo(band.rangeDb[0], 6);
      expect(band.widthDb[1]).toBeCloseTo(band.widthDb[0], 6);
    }
  });

  it('measures the decibels that hits lose against the rest', () => {
    const change = (db: number): number => {
      const { punchDb } = compareSignatures(signatureOf([hits(20)]), signatureOf([hits(20 - db)]));
      return punchDb[1] - punchDb[0];
    };
    const [one, three] = [change(1), change(3)];
    expect(one).toBeLessThan(-0.3);
    expect(three).toBeLessThan(2.5 * one);
    expect(three).toBeGreaterThan(-3.1);
  });

  it('measures width by band', () => {
    const mid = noise(2 * RATE, 1);
    const side = noise(2 * RATE, 2).map((v) => 0.5 * v);
    const stereo = (gain: number): Float64Array[] => [
      mid.map((v, i) => v + gain * side[i]),
      mid.map((v, i) => v - gain * side[i]),
    ];
    const { bands } = compareSignatures(signatureOf(stereo(1)), signatureOf(stereo(0.5)));
    for (const { widthDb } of bands.slice(1)) {
      expect(Math.abs(widthDb[0] + 6)).toBeLessThan(0.6);
      expect(Math.abs(widthDb[1] - widthDb[0] + 6)).toBeLessThan(0.2);
    }
  });

  it('has no figures for silence', () => {
    const silence = signatureOf([new Float64Array(RATE)]);
    const { onsets, punchDb } = compareSignatures(silence, silence);
    expect(onsets).toBe(0);
    expect(punchDb[0]).toBeNaN();
  });
});
