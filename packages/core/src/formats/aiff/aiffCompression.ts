/**
 * AIFF-C compression types that are plain PCM under another name (Apple, "AIFF-C draft 8/26/91"; QuickTime File Format,
 * sound sample descriptions) and how their samples lie.
 */
import { AudioError } from '../../audio/index.ts';
import { damaged } from '../limits.ts';
import type { PcmFormat } from '../pcm/pcmFormat.ts';

/** Sample format for a compression type; `bits` is COMM's sampleSize, which floats and in24/in32 override. */
export function aiffPcmFormat(name: string, place: string, type: string, bits: number): PcmFormat {
  switch (type) {
    case 'NONE':
    case 'none':
    case 'twos':
      return { kind: 'int', bytesPerSample: checkedBytes(name, place, bits), littleEndian: false };
    case 'sowt':
      return { kind: 'int', bytesPerSample: checkedBytes(name, place, bits), littleEndian: true };
    case 'raw ':
      if (bits !== 8) break;
      return { kind: 'offset', bytesPerSample: 1, littleEndian: false };
    case 'in24':
      return { kind: 'int', bytesPerSample: 3, littleEndian: false };
    case '42ni':
      return { kind: 'int', bytesPerSample: 3, littleEndian: true };
    case 'in32':
      return { kind: 'int', bytesPerSample: 4, littleEndian: false };
    case '23ni':
      return { kind: 'int', bytesPerSample: 4, littleEndian: true };
    case 'fl32':
    case 'FL32':
      return { kind: 'float', bytesPerSample: 4, littleEndian: false };
    case 'fl64':
    case 'FL64':
      return { kind: 'float', bytesPerSample: 8, littleEndian: false };
    case 'ulaw':
    case 'ULAW':
      return { kind: 'mulaw', bytesPerSample: 1, littleEndian: false };
    case 'alaw':
    case 'ALAW':
      return { kind: 'alaw', bytesPerSample: 1, littleEndian: false };
    default:
  }
  throw new AudioError(
    'unsupported-codec',
    `${name}: ${place}: AIFF-C compression '${type}' of ${bits} bits is not supported`,
    'Save the file as uncompressed AIFF or WAV in the program that made it.',
  );
}

function checkedBytes(name: string, place: string, bits: number): number {
  if (bits < 1 || bits > 32) throw damaged(name, `${place} declares samples of ${bits} bits`);
  return Math.ceil(bits / 8);
}
