/** The part of the report that the panel draws; checked before use, as a report may be older than the panel. */

export interface ShownPair {
  readonly masker: string;
  readonly masked: string;
  readonly lostShare: number;
  /** Digits 0 to 9, column after column; null where too little is lost to draw. */
  readonly cells: string | null;
}

export interface ShownClash {
  readonly masker: string;
  readonly masked: string;
  readonly fromHz: number;
  readonly toHz: number;
  readonly passages: readonly { readonly fromSeconds: number; readonly toSeconds: number }[];
  readonly maskedDb: number;
  readonly lostHere: number;
  readonly suggestion: { readonly stem: string; readonly text: string } | null;
}

export interface ClashJson {
  readonly durationSeconds: number;
  readonly pairs: readonly ShownPair[];
  readonly clashes: readonly ShownClash[];
  readonly map: { readonly bandsHz: readonly number[]; readonly cellSeconds: number };
}

/** The report as this panel knows it, or null. */
export function clashJson(json: Readonly<Record<string, unknown>> | undefined): ClashJson | null {
  const known = json as Partial<ClashJson> | undefined;
  const complete = Array.isArray(known?.pairs) && Array.isArray(known.clashes) && Array.isArray(known.map?.bandsHz);
  return complete && typeof known.durationSeconds === 'number' ? (known as ClashJson) : null;
}

/** Edges of bands given by their centres, on a scale of ratios. */
export function bandEdges(centresHz: readonly number[]): number[] {
  const inner = centresHz.slice(1).map((hz, i) => Math.sqrt(hz * (centresHz[i] as number)));
  const [first = 20, second = 40] = centresHz;
  const last = centresHz.at(-1) ?? 20000;
  const beforeLast = inner.at(-1) ?? last;
  return [first / Math.sqrt(second / first), ...inner, (last * last) / beforeLast];
}

/** Lost tenths, row (band) after row, from the digits that come column after column. */
export function rowsOf(cells: string, bands: number): Uint8Array {
  const columns = Math.floor(cells.length / bands);
  const rows = new Uint8Array(columns * bands);
  for (let c = 0; c < columns; c++)
    for (let b = 0; b < bands; b++) rows[b * columns + c] = cells.charCodeAt(c * bands + b) - 48;
  return rows;
}
