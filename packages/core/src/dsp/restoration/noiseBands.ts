/** Upper edges of the bands in which the resolutions are weighed against each other, Hz; the last reaches the top. */
const EDGES_HZ: readonly number[] = [300, 600, 1200, 2400, 4800, 9600];

export const NOISE_BANDS: number = EDGES_HZ.length + 1;

/** Band of every bin of a frame. */
export function bandOfBins(frameSize: number, sampleRateHz: number): Uint8Array {
  return Uint8Array.from({ length: frameSize / 2 + 1 }, (_, k) => {
    const hz = (k * sampleRateHz) / frameSize;
    const band = EDGES_HZ.findIndex((edge) => hz < edge);
    return band < 0 ? NOISE_BANDS - 1 : band;
  });
}
