/** Stereo music with noise of its own in each channel: improvement of mid and side, error of the image, swapped channels. */

import { body, LEAD, noiseGain, noiseOf, power, RATE_HZ, stereoMusic, TAIL } from './fixtures.ts';
import { align, imageErrorDb, siSdr } from './metrics.ts';
import { folder, TOOLS } from './tools.ts';

const SONGS = ['vibe-ace.ogg', 'hungarian-dance-5.ogg', 'lets-go-fishin.ogg'];

export function stereoBench(audio: string): void {
  console.log('White noise, independent in the channels. Improvement of mid and side (SI-SDR), error of the level');
  console.log(`difference between the channels, before and after; ${folder} holds nothing of this.\n`);
  for (const song of SONGS)
    for (const ratioDb of [5, 15, 25]) {
      const clean = stereoMusic(`${audio}/../music/${song}`);
      const noises = [1, 2].map((seed) => noiseOf(audio, 'white', clean[0].length, seed));
      const gain = noiseGain(clean[0], noises[0], ratioDb);
      const x = clean.map((own, c) => own.map((v, i) => v + gain * noises[c][i]));
      const mid = (z: readonly Float64Array[], sign: number): Float64Array =>
        body(z[0].map((v, i) => v + sign * z[1][i]));
      for (const tool of ['ours', 'afftdn, level chosen', 'sox noisered 0.21']) {
        const { y } = TOOLS[tool].run(x);
        const { delay } = tool === 'ours' ? { delay: 0 } : align(clean[0], y[0]);
        const late = y.map((own) => Float64Array.from(clean[0], (_, i) => own[i + delay] ?? 0));
        const figure = (sign: number): number =>
          siSdr(mid(clean, sign), mid(late, sign)) - siSdr(mid(clean, sign), mid(x, sign));
        const parts = [
          `${song} ${ratioDb} dB`.padEnd(32),
          tool.padEnd(22),
          `mid ${figure(1).toFixed(2)} side ${figure(-1).toFixed(2)} dB`.padEnd(28),
          `image ${imageErrorDb(clean.map(body), x.map(body)).toFixed(2)} -> ${imageErrorDb(clean.map(body), late.map(body)).toFixed(2)} dB`,
        ];
        if (tool === 'ours') {
          const [right, left] = TOOLS[tool].run([x[1], x[0]]).y;
          const other = y[0].reduce((a, v, i) => Math.max(a, Math.abs(v - left[i]), Math.abs(y[1][i] - right[i])), 0);
          parts.push(`swapped: ${(20 * Math.log10(other + 1e-12)).toFixed(0)} dBFS`);
        }
        console.log(parts.join(' '));
      }
    }
  console.log(
    `Level of the recordings ${(10 * Math.log10(power(stereoMusic(`${audio}/../music/${SONGS[0]}`)[0].subarray(LEAD, -TAIL)))).toFixed(1)} dB, ${RATE_HZ} Hz`,
  );
}
