import type { AudioBlock } from '@studiohand/core/audio';

/** What two streams differ by, over all channels. */
export interface Difference {
  frames: number;
  /** Frames by which the one stream is longer. */
  surplusFrames: number;
  differing: number;
  sumSquares: number;
  referenceSquares: number;
  peak: number;
}

/** Adds the frames from `first` up to `end` of one channel. */
function add(result: Difference, x: Float64Array, y: Float64Array, first: number, end: number): void {
  let { differing, sumSquares, referenceSquares, peak } = result;
  for (let i = first; i < end; i++) {
    const wanted = x[i] as number;
    const error = (y[i] as number) - wanted;
    referenceSquares += wanted * wanted;
    if (error === 0) continue;
    differing++;
    sumSquares += error * error;
    if (Math.abs(error) > peak) peak = Math.abs(error);
  }
  Object.assign(result, { differing, sumSquares, referenceSquares, peak });
}

/** Walks two streams of any block sizes side by side; statistics from `fromFrame` up to `toFrame`. */
export async function difference(
  reference: AsyncIterable<AudioBlock>,
  take: AsyncIterable<AudioBlock>,
  fromFrame: number,
  toFrame: number,
): Promise<Difference> {
  const result: Difference = {
    frames: 0,
    surplusFrames: 0,
    differing: 0,
    sumSquares: 0,
    referenceSquares: 0,
    peak: 0,
  };
  const a = reference[Symbol.asyncIterator]();
  const b = take[Symbol.asyncIterator]();
  let blockA: AudioBlock | undefined;
  let blockB: AudioBlock | undefined;
  let atA = 0;
  let atB = 0;
  for (;;) {
    while (!blockA || atA >= blockA.frames) {
      const next = await a.next();
      blockA = next.done ? undefined : next.value;
      atA = 0;
      if (!blockA) break;
    }
    while (!blockB || atB >= blockB.frames) {
      const next = await b.next();
      blockB = next.done ? undefined : next.value;
      atB = 0;
      if (!blockB) break;
    }
    if (!blockA || !blockB) break;
    const frames = Math.min(blockA.frames - atA, blockB.frames - atB);
    const first = Math.min(frames, Math.max(0, fromFrame - result.frames));
    const end = Math.min(frames, toFrame - result.frames);
    for (let c = 0; c < blockA.channels.length; c++) {
      const x = (blockA.channels[c] as Float64Array).subarray(atA);
      const y = (blockB.channels[c] as Float64Array).subarray(atB);
      add(result, x, y, first, end);
    }
    atA += frames;
    atB += frames;
    result.frames += frames;
  }
  if (blockA) result.surplusFrames -= blockA.frames - atA;
  if (blockB) result.surplusFrames += blockB.frames - atB;
  for (const [rest, sign] of [
    [a, -1],
    [b, 1],
  ] as const) {
    for (let next = await rest.next(); !next.done; next = await rest.next()) {
      result.surplusFrames += sign * next.value.frames;
    }
  }
  return result;
}
