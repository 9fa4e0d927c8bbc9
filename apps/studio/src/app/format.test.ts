import { describe, expect, it } from 'vitest';
import { bytesText, clockText, plain, remainingText, signed } from './format.ts';

describe('figures for people', () => {
  it('writes times', () => {
    expect(clockText(187)).toBe('3:07');
    expect(clockText(3723)).toBe('1:02:03');
    expect(clockText(61.44, 1)).toBe('1:01.4');
    expect(clockText(59.99, 1)).toBe('0:59.9');
    expect(clockText(-1)).toBe('0:00');
    expect(remainingText(0.4)).toBe('under 1 s left');
    expect(remainingText(44.2)).toBe('45 s left');
    expect(remainingText(300)).toBe('about 5 min left');
  });

  it('writes levels with a true minus, and no minus zero', () => {
    expect(signed(-1.5, 1, 'dB')).toBe('\u22121.5 dB');
    expect(signed(0.04, 1, 'dB')).toBe('0.0 dB');
    expect(signed(-0.04, 1, 'dB')).toBe('0.0 dB');
    expect(signed(2, 1, 'LU')).toBe('+2.0 LU');
    expect(plain(-14)).toBe('\u221214');
    expect(plain(44.1, 3)).toBe('44.1');
  });

  it('writes sizes', () => {
    expect(bytesText(999)).toBe('999 B');
    expect(bytesText(172_800_080)).toBe('172.8 MB');
    expect(bytesText(2_764_800_080)).toBe('2.8 GB');
  });
});
