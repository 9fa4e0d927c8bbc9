/** Where a sample or bin lies in a tensor, from the axes of its layout. */
export interface TensorLayout {
  readonly dims: readonly number[];
  readonly length: number;
  /** Elements from one index of an axis letter to the next; 0 for letters that the layout does not have. */
  readonly strides: Readonly<Record<'B' | 'S' | 'C' | 'R' | 'F' | 'T' | 'N', number>>;
}

/** The layout of axes like ['B', 'CR', 'F', 'T'] with these sizes of letters. */
export function tensorLayout(axes: readonly string[], sizes: Readonly<Record<string, number>>): TensorLayout {
  const strides = { B: 0, S: 0, C: 0, R: 0, F: 0, T: 0, N: 0 };
  let length = 1;
  for (const letter of [...axes.join('')].reverse()) {
    if (letter === '1') continue;
    strides[letter as keyof typeof strides] = length;
    length *= sizes[letter] as number;
  }
  const dims = axes.map((axis) => [...axis].reduce((product, letter) => product * (sizes[letter] ?? 1), 1));
  return { dims, length, strides };
}
