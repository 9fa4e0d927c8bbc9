import { expect, it } from 'vitest';
import { Prng } from '../../dsp/prng.ts';
import { createPcmDecoder } from './pcmDecoder.ts';
import { createPcmEncoder } from './pcmEncoder.ts';

const BYTES = 6 * 501;

it.each([
  [1, true],
  [2, true],
  [2, false],
  [3, true],
] as const)(
  '24 bits in %i channels, little-endian %s: any offset and length as byte by byte, and back',
  (channels, littleEndian) => {
    const random = new Prng(channels);
    const bytes = Uint8Array.from({ length: BYTES }, () => random.next());
    const format = { kind: 'int', bytesPerSample: 3, littleEndian } as const;
    const decode = createPcmDecoder(format, channels, bytes);
    const frameBytes = 3 * channels;
    for (const offset of [0, 8, 24]) {
      for (const frames of [0, 1, 2, 3, 4, 101, Math.floor((BYTES - offset) / frameBytes)]) {
        const outputs = Array.from({ length: channels }, () => new Float64Array(1100).fill(9));
        decode(offset, frames, outputs);
        for (let c = 0; c < channels; c++) {
          for (let i = 0; i < frames; i++) {
            const at = offset + i * frameBytes + 3 * c;
            const [low, middle, high] = [...bytes.subarray(at, at + 3)] as [number, number, number];
            const word = littleEndian
              ? (low << 8) | (middle << 16) | (high << 24)
              : (high << 8) | (middle << 16) | (low << 24);
            expect(outputs[c]![i]).toBe(word / 2 ** 31);
          }
          expect(outputs[c]![frames]).toBe(9);
        }
        const back = new Uint8Array(frames * frameBytes);
        expect(createPcmEncoder(format, 24, channels, back)(outputs, 0, frames)).toBe(-1);
        expect(back).toEqual(bytes.slice(offset, offset + back.length));
      }
    }
  },
);

it('integers: rounds to even, clips infinities, and tells the first NaN', () => {
  for (const [size, type] of [
    [1, Int8Array],
    [2, Int16Array],
    [4, Int32Array],
  ] as const) {
    const bits = 8 * size;
    const bytes = new Uint8Array(8 * size);
    const encode = createPcmEncoder({ kind: 'int', bytesPerSample: size, littleEndian: true }, bits, 1, bytes);
    const step = 2 ** (1 - bits);
    const limit = 2 ** (bits - 1);
    const values = [0.5, 1.5, -0.5, -1.5, Infinity, -Infinity, limit, -limit - 7].map((v) => v * step);
    expect(encode([Float64Array.from(values)], 0, 8)).toBe(-1);
    expect([...new type(bytes.buffer)]).toEqual([0, 2, 0, -2, limit - 1, -limit, limit - 1, -limit]);
    const broken = Float64Array.of(0, Infinity, 0.1, NaN, 0, NaN);
    expect(encode([broken], 0, 6)).toBe(3);
    expect(encode([broken], 4, 2)).toBe(5);
    expect(encode([broken], 0, 3)).toBe(-1);
  }
});
