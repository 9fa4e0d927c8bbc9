import { describe, expect, it } from 'vitest';
import { MOST_LANES, markerLanes } from './markerLanes.ts';

const range = (frame: number, toFrame: number): { frame: number; toFrame: number } => ({ frame, toFrame });

describe('lanes of markers', () => {
  it('needs one lane for what follows on each other, and for instants', () => {
    expect(markerLanes([])).toEqual({ lanes: [], count: 1 });
    expect(markerLanes([range(0, 10), range(5, 5), range(10, 20)])).toEqual({ lanes: [0, 0, 0], count: 1 });
  });

  it('puts beside each other what overlaps, and uses a lane again once it is free', () => {
    expect(markerLanes([range(0, 100), range(5, 10), range(20, 30)])).toEqual({ lanes: [0, 1, 1], count: 2 });
  });

  it('never takes more lanes than fit', () => {
    const many = Array.from({ length: 9 }, (_, i) => range(i, 100 - i));
    const { lanes, count } = markerLanes(many);
    expect(count).toBe(MOST_LANES);
    expect(Math.max(...lanes)).toBe(MOST_LANES - 1);
  });
});
