import type { AudioSummary } from '@studiohand/core/engine';
import { describe, expect, it } from 'vitest';
import { optionText } from './optionText.ts';

const audio: AudioSummary = {
  container: 'wav',
  codec: 'pcm',
  sampleRateHz: 48_000,
  channels: 2,
  layout: ['L', 'R'],
  frameCount: 1,
  encoding: { kind: 'int', bits: 24 },
  chunks: [],
  notes: [],
};

describe('options in words', () => {
  it.each([
    ['same', 'sampleRateHz', 'Same as source (48 kHz)'],
    ['same', 'bitDepth', 'Same as source (24 bit)'],
    ['same', 'to', 'Same as source (WAV)'],
    ['same', 'channels', 'Same as source (stereo)'],
    ['same', 'other', 'Same as source'],
    ['32f', 'bitDepth', '32 bit float'],
    ['16', 'bitDepth', '16 bit'],
    ['flac', 'to', 'FLAC'],
    ['aifc', 'to', 'AIFF-C'],
    ['tpdf', 'dither', 'TPDF'],
    ['none', 'dither', 'None'],
    ['mid', 'headphones', 'Mid'],
    ['adm', 'render', 'ADM'],
    ['truePeak', 'sections', 'True peak'],
    ['5.1.4', 'channels', '5.1.4'],
  ])('%s of %s: %s', (option, key, words) => expect(optionText(option, key, audio)).toBe(words));

  it('leave out what is not known', () => expect(optionText('same', 'sampleRateHz')).toBe('Same as source'));
});
