import { expect, it } from 'vitest';
import { mixedRadixPasses } from './mixedRadix.ts';
import { MixedRadixFft } from './mixedRadixFft.ts';
import { Prng } from './prng.ts';
import { unitCircle } from './unitCircle.ts';

it.each([1, 2, 3, 4, 5, 6, 7, 8, 12, 14, 15, 21, 30, 35, 49, 64, 105, 147, 160, 210, 420, 588, 1280])(
  'of %i equals the definition within 1e-14',
  (size) => {
    const random = new Prng(size);
    const re = Float64Array.from({ length: size }, () => random.centred());
    const im = Float64Array.from({ length: size }, () => random.centred());
    const { cos, sin } = unitCircle(size, size, (k) => k);
    const passes = mixedRadixPasses(size)!;
    const [yr, yi] = [re.slice(), im.slice()];
    new MixedRadixFft(size, passes).forward(yr, yi);
    let error = 0;
    let energy = 0;
    for (let k = 0; k < size; k++) {
      let [sumR, sumI] = [0, 0];
      for (let n = 0; n < size; n++) {
        const w = (k * n) % size;
        sumR += re[n] * cos[w] + im[n] * sin[w];
        sumI += im[n] * cos[w] - re[n] * sin[w];
      }
      error += (yr[k] - sumR) ** 2 + (yi[k] - sumI) ** 2;
      energy += sumR * sumR + sumI * sumI;
    }
    expect(Math.sqrt(error / energy)).toBeLessThan(1e-14);
  },
);

it('has no passes for sizes with other prime factors', () => {
  for (const size of [11, 13, 22, 1001]) expect(mixedRadixPasses(size)).toBeUndefined();
});
