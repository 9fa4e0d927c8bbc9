import { RealFft } from '../fft.ts';

const SIZE = 512;
const fft = new RealFft(SIZE);
const work = new Float64Array(SIZE);
const re = new Float64Array(fft.bins);
const im = new Float64Array(fft.bins);

/** Share of the movement of a level series (0.5 to 25 Hz) that lies at 2 to 8 Hz, where syllables are. 0 for none. */
export function syllableShare(level: Float64Array, count: number, rateHz: number): number {
  const used = Math.min(SIZE, count);
  let mean = 0;
  for (let i = 0; i < used; i++) mean += level[i] / used;
  work.fill(0);
  for (let i = 0; i < used; i++) work[i] = (level[i] - mean) * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / used));
  fft.forward(work, re, im);
  let all = 0;
  let syllables = 0;
  for (let k = 1; k < fft.bins; k++) {
    const hz = (k * rateHz) / SIZE;
    if (hz < 0.5 || hz > 25) continue;
    const power = re[k] ** 2 + im[k] ** 2;
    all += power;
    if (hz >= 2 && hz <= 8) syllables += power;
  }
  return all > 0 ? syllables / all : 0;
}
