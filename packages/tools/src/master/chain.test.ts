import { memoryAudio } from '@studiohand/core/audio';
import { describe, expect, it } from 'vitest';
import { chainOf } from './chain.ts';

describe('a plan of master', () => {
  it('is refused with a move of no known kind, and read with it switched off', () => {
    const { info } = memoryAudio([new Float64Array(10)], 48000);
    const move = { id: 'sparkle', enabled: true, title: 't', reason: 'r', amount: 1, settings: { kind: 'boo' } };
    expect(() => chainOf({ moves: [move], seed: 1 }, info)).toThrow(/sparkle/);
    expect(chainOf({ moves: [{ ...move, enabled: false }], seed: 1 }, info).touched).toBe(false);
  });
});
