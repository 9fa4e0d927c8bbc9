import { describe, expect, it } from 'vitest';
import { bandEdges, clashJson, rowsOf } from './clashJson.ts';

describe('what the panel of clash reads', () => {
  it('turns columns into rows', () => {
    expect([...rowsOf('012345', 3)]).toEqual([0, 3, 1, 4, 2, 5]);
  });

  it('puts edges between bands', () => {
    const edges = bandEdges([100, 200, 400]);
    expect(edges).toHaveLength(4);
    edges.forEach((hz, i) => {
      expect(hz).toBeCloseTo(100 * 2 ** (i - 0.5), 6);
    });
  });

  it('takes no report that it does not know', () => {
    expect(clashJson(undefined)).toBeNull();
    expect(clashJson({ pairs: [] })).toBeNull();
    expect(
      clashJson({ pairs: [], clashes: [], map: { bandsHz: [], cellSeconds: 1 }, durationSeconds: 3 }),
    ).not.toBeNull();
  });
});
