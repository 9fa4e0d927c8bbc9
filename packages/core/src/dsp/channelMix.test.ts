import { describe, expect, it } from 'vitest';
import { type ChannelLayout, LAYOUT_NAMES, namedLayout } from '../audio/index.ts';
import { channelMixMatrix, mixChannels, movesChannelsOnly } from './channelMix.ts';

const layout = (name: string): ChannelLayout => namedLayout(name) as ChannelLayout;
const matrix = (from: string, to: string): readonly (readonly number[])[] => channelMixMatrix(layout(from), layout(to));

describe('channelMixMatrix', () => {
  it('folds 5.1 to stereo as BS.775-4', () => {
    expect(matrix('5.1', 'stereo')).toEqual([
      [1, 0, Math.SQRT1_2, 0, Math.SQRT1_2, 0],
      [0, 1, Math.SQRT1_2, 0, 0, Math.SQRT1_2],
    ]);
  });

  it('folds 7.1.4 to 7.1, 5.1 and stereo as the BS.2127 table', () => {
    expect(matrix('7.1.4', 'stereo')).toEqual([
      [1, 0, Math.SQRT1_2, 0, 0.78, 0, 0.6409, 0.2988, 0.9259, 0, 0.6409, 0.2988],
      [0, 1, Math.SQRT1_2, 0, 0, 0.78, 0.2988, 0.6409, 0, 0.9259, 0.2988, 0.6409],
    ]);
    const five = matrix('7.1.4', '5.1');
    expect(five[0]).toEqual([1, 0, 0, 0, 0.3673, 0, 0, 0, 0.9616, 0, 0, 0]);
    expect(five[3]).toEqual([0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(five[5]).toEqual([0, 0, 0, 0, 0, 0.9301, 0.4226, 0.9063, 0, 0.2746, 0.4226, 0.9063]);
    const seven = matrix('7.1.4', '7.1');
    expect(seven[4]).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0.3437, 0, 0, 0]);
    expect(seven[7]).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
  });

  it('keeps the level of identical content in mono and both ways round', () => {
    expect(matrix('stereo', 'mono')).toEqual([[0.5, 0.5]]);
    expect(matrix('mono', 'stereo')).toEqual([[1], [1]]);
    expect(matrix('5.1', 'mono')[0]?.[2]).toBeCloseTo(Math.SQRT1_2, 12);
  });

  it('places stereo in 5.1 without inventing content', () => {
    const up = matrix('stereo', '5.1');
    expect(up).toEqual([
      [1, 0],
      [0, 1],
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
    expect(movesChannelsOnly(up)).toBe(true);
    expect(movesChannelsOnly(matrix('5.1', 'stereo'))).toBe(false);
  });

  it('reorders by role and keeps the order of unnamed channels', () => {
    const film: ChannelLayout = ['L', 'C', 'R', 'Ls', 'Rs', 'LFE'];
    const reordered = channelMixMatrix(film, layout('5.1'));
    expect(movesChannelsOnly(reordered)).toBe(true);
    expect(reordered[2]).toEqual([0, 1, 0, 0, 0, 0]);
    expect(channelMixMatrix(['unknown', 'unknown'], layout('stereo'))).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  it('is symmetrical for every pair it accepts and refuses the others with a remedy', () => {
    let accepted = 0;
    for (const from of LAYOUT_NAMES) {
      for (const to of ['stereo', '5.1', '7.1']) {
        try {
          const gains = matrix(from, to);
          accepted++;
          const sum = (row: readonly number[] | undefined): number => (row ?? []).reduce((a, b) => a + b, 0);
          expect(sum(gains[0])).toBeCloseTo(sum(gains[1]), 12);
        } catch (error) {
          expect(error).toMatchObject({ code: 'invalid-parameter', hint: expect.stringMatching(/./) });
          expect(from).toBe('7.1.2');
        }
      }
    }
    expect(accepted).toBe(30);
  });
});

describe('mixChannels', () => {
  it('applies the gains to the frames asked for', () => {
    const out = [new Float64Array(3).fill(9)];
    mixChannels([[0.5, 0.5]], [Float64Array.of(1, 0.5, 1), Float64Array.of(0, 0.5, 1)], out, 2);
    expect([...(out[0] as Float64Array)]).toEqual([0.5, 0.5, 9]);
  });
});
