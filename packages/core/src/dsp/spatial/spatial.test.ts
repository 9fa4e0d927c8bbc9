import { describe, expect, it } from 'vitest';
import { type ChannelRole, namedLayout } from '../../audio/index.ts';
import { RealFft } from '../fft.ts';
import { Prng } from '../prng.ts';
import { BinauralRenderer } from './binauralRenderer.ts';
import { hrirPair } from './hrirSet.ts';
import { directionOf, placeInDirection, ROOM_POSITIONS, type RoomPosition } from './room.ts';
import { roomGains } from './roomPanner.ts';
import { sceneMatrix } from './sceneMatrix.ts';

const layout = (name: string): readonly ChannelRole[] => namedLayout(name) ?? [];
const dB = (ratio: number): number => 20 * Math.log10(ratio);

/** BS.2127 direct-speaker panning of 4+7+0 by the EBU ADM Renderer 2.1.0: source, layout, gains that are not zero. */
const GOLDEN: readonly [ChannelRole, string, Partial<Record<ChannelRole, number>>][] = [
  ['L', '7.1', { L: 1 }],
  ['L', '5.1', { L: 1 }],
  ['L', 'stereo', { L: 1 }],
  ['C', '7.1', { C: 1 }],
  ['C', '5.1', { C: 1 }],
  ['C', 'stereo', { L: Math.SQRT1_2, R: Math.SQRT1_2 }],
  ['LFE', '7.1', { LFE: 1 }],
  ['LFE', '5.1', { LFE: 1 }],
  ['LFE', 'stereo', {}],
  ['Lss', '7.1', { Lss: 1 }],
  ['Lss', '5.1', { L: 0.3673, Ls: 0.9301 }],
  ['Lss', 'stereo', { L: 0.78 }],
  ['Rss', '5.1', { R: 0.3673, Rs: 0.9301 }],
  ['Rss', 'stereo', { R: 0.78 }],
  ['Lrs', '7.1', { Lrs: 1 }],
  ['Lrs', '5.1', { Ls: 0.9063, Rs: 0.4226 }],
  ['Lrs', 'stereo', { L: 0.6409, R: 0.2988 }],
  ['Rrs', '5.1', { Rs: 0.9063, Ls: 0.4226 }],
  ['Ltf', '7.1', { L: 0.9391, Lss: 0.3437 }],
  ['Ltf', '5.1', { L: 0.9616, Ls: 0.2746 }],
  ['Ltf', 'stereo', { L: 0.9259 }],
  ['Ltb', '7.1', { Lrs: 1 }],
  ['Ltb', '5.1', { Ls: 0.9063, Rs: 0.4226 }],
  ['Rtb', 'stereo', { R: 0.6409, L: 0.2988 }],
];

describe('bed to loudspeakers', () => {
  for (const [role, name, wanted] of GOLDEN) {
    it(`${role} to ${name} is within 0.1 dB of BS.2127`, () => {
      const target = layout(name);
      const matrix = sceneMatrix([{ kind: 'bed', role }], target);
      target.forEach((out, i) => {
        const gain = matrix[i][0];
        const reference = wanted[out] ?? 0;
        if (reference === 0) expect(gain).toBe(0);
        else expect(Math.abs(dB(gain / reference))).toBeLessThan(0.1);
      });
    });
  }

  it('keeps every channel of 7.1.4 and shares the top middle pair between the heights', () => {
    const target = layout('7.1.4');
    for (const role of target) {
      const matrix = sceneMatrix([{ kind: 'bed', role }], target);
      expect(matrix.map((row) => row[0])).toEqual(target.map((out) => (out === role ? 1 : 0)));
    }
    const top = sceneMatrix([{ kind: 'bed', role: 'Ltm' }], target);
    expect(target.filter((_, i) => top[i][0] > 0)).toEqual(['Ltf', 'Ltb']);
    expect(top[8][0]).toBeCloseTo(Math.SQRT1_2);
  });
});

describe('objects to loudspeakers', () => {
  const random = new Prng(3);
  const uniform = (): number => random.centred() + 0.5;
  const somewhere = (): RoomPosition => ({
    x: 2 * uniform() - 1,
    y: 2 * uniform() - 1,
    z: uniform(),
  });

  for (const name of ['stereo', '5.1', '7.1', '5.1.4', '7.1.2', '7.1.4']) {
    it(`power is kept everywhere, without jumps, mirrored: ${name}`, () => {
      const target = layout(name);
      for (let k = 0; k < 500; k++) {
        const p = somewhere();
        const gains = roomGains(p, target);
        expect(gains.reduce((sum, g) => sum + g * g, 0)).toBeCloseTo(1, 10);
        const step = 1e-4;
        const beside = roomGains({ x: p.x + step, y: p.y - step, z: p.z + step }, target);
        expect(Math.max(...gains.map((g, i) => Math.abs(g - beside[i])))).toBeLessThan(0.002);
        const mirrored = roomGains({ ...p, x: -p.x }, target);
        const left = target.indexOf('L');
        expect(mirrored[target.indexOf('R')]).toBeCloseTo(gains[left], 10);
        if (target.includes('LFE')) expect(gains[target.indexOf('LFE')]).toBe(0);
      }
    });
  }

  it('puts an object at a loudspeaker into that loudspeaker alone', () => {
    const target = layout('7.1.4');
    for (const role of target) {
      const place = ROOM_POSITIONS[role];
      if (!place) continue;
      expect(roomGains(place, target)).toEqual(target.map((out) => (out === role ? 1 : 0)));
    }
  });
});

describe('directions', () => {
  it('are those of BS.2051 at loudspeakers', () => {
    const wanted = { L: 30, R: 330, C: 0, Lss: 90, Rss: 270, Lrs: 135, Rrs: 225, Cs: 180, Ltf: 45, Rtb: 225 } as const;
    for (const [role, azimuth] of Object.entries(wanted))
      expect(directionOf(ROOM_POSITIONS[role as ChannelRole] as RoomPosition).azimuth).toBeCloseTo(azimuth, 9);
    expect(directionOf({ x: 0, y: 0, z: 1 }).elevation).toBe(90);
    expect(directionOf({ x: -1, y: 1, z: 1 }).elevation).toBeCloseTo(45, 9);
    expect(directionOf({ x: 0, y: 0, z: 0 })).toEqual({ azimuth: 0, elevation: 0 });
  });
});

describe('places', () => {
  it('come back from their directions, on walls and ceiling', () => {
    const random = new Prng(9);
    for (let k = 0; k < 300; k++) {
      const [a, b, c] = [random.centred() * 2, random.centred() * 2, random.centred() + 0.5];
      const onWall = { x: Math.sign(a), y: b, z: c };
      const onCeiling = { x: a, y: b, z: 1 };
      for (const place of [onWall, onCeiling]) {
        const back = placeInDirection(directionOf(place));
        for (const axis of ['x', 'y', 'z'] as const) expect(back[axis]).toBeCloseTo(place[axis], 4);
      }
    }
    expect(placeInDirection({ azimuth: 0, elevation: 90 })).toEqual({ x: 0, y: 0, z: 1 });
  });
});

/** Power of `taps` between two frequencies. */
function band(taps: Float64Array, fromHz: number, toHz: number): number {
  const fft = new RealFft(1024);
  const padded = new Float64Array(1024);
  padded.set(taps);
  const re = new Float64Array(fft.bins);
  const im = new Float64Array(fft.bins);
  fft.forward(padded, re, im);
  let sum = 0;
  let count = 0;
  for (let b = Math.ceil((fromHz * 1024) / 48000); b <= (toHz * 1024) / 48000; b++, count++)
    sum += re[b] * re[b] + im[b] * im[b];
  return 10 * Math.log10(sum / count);
}

/** First sample over a fifth of the peak. */
function onset(taps: Float64Array): number {
  const peak = taps.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  return taps.findIndex((v) => Math.abs(v) > 0.2 * peak);
}

describe('head-related responses', () => {
  it('left is louder and earlier for left, mirrored for right', () => {
    for (const azimuth of [30, 60, 90, 120, 150]) {
      const { left, right } = hrirPair({ azimuth, elevation: 0 });
      expect(band(left, 1000, 10000) - band(right, 1000, 10000)).toBeGreaterThan(4);
      expect(onset(right)).toBeGreaterThan(onset(left));
      const mirrored = hrirPair({ azimuth: 360 - azimuth, elevation: 0 });
      expect(mirrored.right).toEqual(left);
      expect(mirrored.left).toEqual(right);
    }
  });

  it('interaural delay from the side is that of a head: 0.55 to 0.75 ms, none from the front', () => {
    const side = hrirPair({ azimuth: 90, elevation: 0 });
    const milliseconds = ((onset(side.right) - onset(side.left)) / 48000) * 1000;
    expect(milliseconds).toBeGreaterThan(0.55);
    expect(milliseconds).toBeLessThan(0.75);
    const front = hrirPair({ azimuth: 0, elevation: 0 });
    expect(front.left).toEqual(front.right);
  });

  it('front, back and above are told apart by the spectrum, and the bass is flat', () => {
    const front = hrirPair({ azimuth: 0, elevation: 0 }).left;
    const back = hrirPair({ azimuth: 180, elevation: 0 }).left;
    const above = hrirPair({ azimuth: 0, elevation: 90 }).left;
    expect(band(front, 3000, 6000) - band(back, 3000, 6000)).toBeGreaterThan(2);
    expect(band(front, 12000, 18000) - band(back, 12000, 18000)).toBeGreaterThan(5);
    expect(Math.abs(band(front, 6000, 10000) - band(above, 6000, 10000))).toBeGreaterThan(4);
    for (const taps of [front, back, above]) expect(Math.abs(band(taps, 50, 300))).toBeLessThan(1.5);
  });
});

describe('binaural render', () => {
  const random = new Prng(5);
  const uniform = (): number => random.centred() + 0.5;
  const noise = (): Float64Array => Float64Array.from({ length: 9000 }, () => uniform() - 0.5);
  const elements = [
    { kind: 'bed', role: 'L' },
    { kind: 'bed', role: 'LFE' },
    { kind: 'object', position: { x: 1, y: -0.3, z: 0.5 } },
    { kind: 'object', position: { x: 1, y: -0.31, z: 0.5 } },
  ] as const;
  const input = elements.map(noise);

  it('is the direct sum of convolutions, whatever the blocks; the LFE is left out', () => {
    const wanted = [new Float64Array(9000), new Float64Array(9000)];
    elements.forEach((element, e) => {
      const place = element.kind === 'object' ? element.position : ROOM_POSITIONS[element.role];
      if (!place) return;
      const pair = hrirPair(directionOf(place));
      for (const [ear, taps] of [pair.left, pair.right].entries())
        for (let i = 0; i < 9000; i++)
          for (let k = 0; k < taps.length && k <= i; k++) wanted[ear][i] += Math.SQRT1_2 * taps[k] * input[e][i - k];
    });
    for (const size of [9000, 4096, 480, 1]) {
      const renderer = new BinauralRenderer(elements);
      const output = [new Float64Array(9000), new Float64Array(9000)];
      const limit = size === 1 ? 600 : 9000;
      for (let at = 0; at < limit; at += size) {
        const frames = Math.min(size, limit - at);
        renderer.process(
          input.map((c) => c.subarray(at)),
          output.map((c) => c.subarray(at)),
          frames,
        );
      }
      for (let ear = 0; ear < 2; ear++)
        for (let i = 0; i < limit; i++) expect(Math.abs(output[ear][i] - wanted[ear][i])).toBeLessThan(1e-12);
    }
  });
});
