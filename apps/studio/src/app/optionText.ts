import type { AudioSummary } from '@studiohand/core/engine';
import { layoutText, plain } from './format.ts';
import { titleOf } from './parameters.ts';

/** Names that are written in capitals. */
const CAPITALS: ReadonlySet<string> = new Set(
  'wav rf64 bw64 w64 adm aiff caf flac mp3 aac alac tpdf rpdf lufs eq ms lr'.split(' '),
);
const OWN: Readonly<Record<string, string>> = { aifc: 'AIFF-C', opus: 'Opus', ogg: 'Ogg Vorbis', vorbis: 'Vorbis' };

/**
 * An option in words: "true peak" of "truePeak", "FLAC" of "flac", "32 bit float" of "32f" for a bit depth. "same" says
 * what the source has where that is known: "Same as source (48 kHz)".
 */
export function optionText(option: unknown, key = '', audio?: AudioSummary): string {
  const text = String(option);
  if (text === 'same') {
    const now = audio && presentOf(key, audio);
    return now ? `Same as source (${now})` : 'Same as source';
  }
  if (key === 'bitDepth' && /^\d+f?$/.test(text))
    return text.endsWith('f') ? `${text.slice(0, -1)} bit float` : `${text} bit`;
  if (OWN[text] !== undefined) return OWN[text];
  if (CAPITALS.has(text)) return text.toUpperCase();
  return /^[a-z]+([A-Z][a-z]*)*$/.test(text) ? titleOf(text) : text;
}

/** What the source has of what a parameter of this name changes; undefined where that is not known. */
function presentOf(
  key: string,
  { sampleRateHz, encoding, container, layout, channels }: AudioSummary,
): string | undefined {
  switch (key) {
    case 'sampleRateHz':
      return `${plain(sampleRateHz / 1000, 3)} kHz`;
    case 'bitDepth':
      return encoding ? `${encoding.bits} bit${encoding.kind === 'float' ? ' float' : ''}` : undefined;
    case 'to':
    case 'container':
      return optionText(container);
    case 'channels':
      return layoutText(layout, channels);
    default:
      return undefined;
  }
}
