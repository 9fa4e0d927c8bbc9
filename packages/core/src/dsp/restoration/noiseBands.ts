/** Upper edges of the bands in which the resolutions are weighed against each other, Hz; the last reaches the top. */
const EDGES_HZ: readonly number[] = [300, 600, 1200, 2400, 4800, 9600];

export const NOISE_BANDS: number = EDGES_HZ.length + 1;

/** First bin of every band of a frame, and behind them the number of bins. */
export function bandEdges(frameSize: number, sampleRateHz: number): Int32Array {
  const bins = frameSize / 2 + 1;
  const edges = EDGES_HZ.map((hz) => Math.min(bins, Math.ceil((hz * frameSize) / sampleRateHz)));
  return Int32Array.from([0, ...edges, bins]);
}
