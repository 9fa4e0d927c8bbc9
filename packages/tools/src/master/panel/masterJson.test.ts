import { describe, expect, it } from 'vitest';
import { coarser, costAt, masterProof, masterReport } from './masterJson.ts';

const cost = (loudnessLufs: number, punchLossDb: number | null): Parameters<typeof costAt>[0][number] => ({
  loudnessLufs,
  punchLossDb,
  psrMedianDb: 10,
  maxReductionDb: 3,
  meanReductionDb: 1,
});

describe('what the panel of master reads', () => {
  it('takes a report in part, and none without its goal', () => {
    expect(masterReport(undefined)).toBeNull();
    expect(masterReport({ loudnessLufs: -14 })).toBeNull();
    expect(masterReport({ loudnessLufs: -14, ceilingDbtp: -1, reduction: { hopSeconds: 0, db: [1] } })).toMatchObject({
      costs: [],
      services: [],
      reduction: null,
      gainDb: null,
    });
  });

  it('adds the gain of the whole to its history', () => {
    const json = { delta: { gainDb: 3 }, gainHistory: { hopSeconds: 0.1, db: [-1, null] } };
    expect(masterProof(json)?.gain).toEqual({ hopSeconds: 0.1, db: [2, null] });
    expect(masterProof({ gainHistory: json.gainHistory })?.gain).toBeNull();
  });

  it('thins a history out', () => {
    const history = { hopSeconds: 0.1, db: [1, 3, null, null, 5] };
    expect(coarser(history, 9, 'largest')).toEqual(history);
    expect(coarser(history, 3, 'largest')).toEqual({ hopSeconds: 0.2, db: [3, null, 5] });
    expect(coarser(history, 3, 'mean').db).toEqual([2, null, 5]);
  });

  it('reads costs between steps, and none outside of them', () => {
    const costs = [cost(-14, 0), cost(-13, 1), cost(-12, null)];
    expect(costAt(costs, -13.5, 'punchLossDb')).toBeCloseTo(0.5);
    expect(costAt(costs, -14, 'punchLossDb')).toBe(0);
    expect(costAt(costs, -12.5, 'punchLossDb')).toBeNull();
    expect(costAt(costs, -15, 'punchLossDb')).toBeNull();
    expect(costAt(costs, -11, 'punchLossDb')).toBeNull();
  });
});
