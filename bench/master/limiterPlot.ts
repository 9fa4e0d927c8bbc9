/** The limiters' trade-off as one picture (SVG): spectral distance against gain deviation, one panel per loudness. */

export interface Point {
  readonly limiter: string;
  readonly song: string;
  readonly targetLufs: number;
  readonly loudnessLufs: number;
  readonly truePeakDbtp: number;
  readonly spectralDistanceDb: number;
  readonly gainDeviationDb: number;
  readonly lowestPsrDb: number;
}

const COLOURS = ['#d6336c', '#888888', '#1c7ed6', '#74c0fc', '#e8590c', '#2b8a3e', '#7048e8', '#b197fc'];
const WIDTH = 460;
const HEIGHT = 380;
const LEFT = 60;
const TOP = 50;
/** Ends of the axes, dB. */
const MOST_DISTANCE_DB = 1.2;
const MOST_DEVIATION_DB = 5;

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

function panel(points: readonly Point[], limiters: readonly string[], title: string, left: number): string {
  const x = (db: number): string => (left + (Math.min(db, MOST_DEVIATION_DB) / MOST_DEVIATION_DB) * WIDTH).toFixed(1);
  const y = (db: number): string =>
    (TOP + HEIGHT - (Math.min(db, MOST_DISTANCE_DB) / MOST_DISTANCE_DB) * HEIGHT).toFixed(1);
  const parts = [
    `<rect x="${left}" y="${TOP}" width="${WIDTH}" height="${HEIGHT}" fill="none" stroke="#999"/>`,
    `<rect x="${left}" y="${y(0.4)}" width="${Number(x(2)) - left}" height="${TOP + HEIGHT - Number(y(0.4))}" fill="#2b8a3e" fill-opacity=".1"/>`,
    `<text x="${left}" y="${TOP - 12}" font-weight="bold">${title}</text>`,
    `<text x="${left + WIDTH / 2}" y="${TOP + HEIGHT + 38}" text-anchor="middle">standard deviation of the gain, dB (pumping)</text>`,
  ];
  for (let v = 0; v <= MOST_DEVIATION_DB; v++)
    parts.push(`<text x="${x(v)}" y="${TOP + HEIGHT + 18}" text-anchor="middle">${v}</text>`);
  for (let v = 0; v <= MOST_DISTANCE_DB + 1e-9; v += 0.2)
    parts.push(`<text x="${left - 6}" y="${Number(y(v)) + 4}" text-anchor="end">${v.toFixed(1)}</text>`);
  limiters.forEach((limiter, k) => {
    const own = points.filter((p) => p.limiter === limiter);
    const colour = COLOURS[k % COLOURS.length];
    for (const p of own)
      parts.push(
        `<circle cx="${x(p.gainDeviationDb)}" cy="${y(p.spectralDistanceDb)}" r="3" fill="${colour}" fill-opacity=".55"><title>${limiter}, ${p.song}</title></circle>`,
      );
    if (own.length > 0)
      parts.push(
        `<circle cx="${x(mean(own.map((p) => p.gainDeviationDb)))}" cy="${y(mean(own.map((p) => p.spectralDistanceDb)))}" r="8" fill="${colour}" stroke="#000"><title>${limiter}, mean</title></circle>`,
      );
  });
  return parts.join('\n');
}

/** Small dots are songs, large ones means; the tinted corner is the aim (0.40 dB, 2.0 dB). Values beyond the axes lie on them. */
export function tradeOffSvg(points: readonly Point[], limiters: readonly string[]): string {
  const targets = [...new Set(points.map((p) => p.targetLufs))];
  const step = WIDTH + 80;
  const width = LEFT + targets.length * step;
  const height = TOP + HEIGHT + 60 + 22 * Math.ceil(limiters.length / 2);
  const legend = limiters.map((name, k) => {
    const [x, y] = [LEFT + (k % 2) * 420, TOP + HEIGHT + 66 + 22 * Math.floor(k / 2)];
    return `<circle cx="${x}" cy="${y - 4}" r="6" fill="${COLOURS[k % COLOURS.length]}" stroke="#000"/><text x="${x + 12}" y="${y}">${name}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="13">
<title>Limiters: spectral distance against gain deviation</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="16" y="${TOP + HEIGHT / 2}" transform="rotate(-90 16 ${TOP + HEIGHT / 2})" text-anchor="middle">ERB spectral distance, dB (distortion)</text>
${targets
  .map((target, k) =>
    panel(
      points.filter((p) => p.targetLufs === target),
      limiters,
      `${target} LUFS under -1 dBTP: lower left is better`,
      LEFT + k * step,
    ),
  )
  .join('\n')}
${legend.join('\n')}
</svg>
`;
}
