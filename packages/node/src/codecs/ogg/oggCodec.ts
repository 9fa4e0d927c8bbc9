/** Name of the codec whose first packet this is; 'unknown' otherwise. */
export function oggCodec(packet: Uint8Array): string {
  for (const [magic, codec] of MAGICS) if (begins(packet, magic)) return codec;
  return 'unknown';
}

/** First bytes of the first packet (Xiph, "MIME types and file extensions" and the mappings named there). */
const MAGICS: readonly (readonly [magic: string, codec: string])[] = [
  ['\x01vorbis', 'Vorbis'],
  ['OpusHead', 'Opus'],
  ['\x7fFLAC', 'FLAC'],
  ['Speex   ', 'Speex'],
  ['\x80theora', 'Theora'],
  ['fishead\0', 'Skeleton'],
  ['\x80kate', 'Kate'],
  ['OVP80', 'VP8'],
];

/** Whether `bytes` begins with these character codes. */
export function begins(bytes: Uint8Array, magic: string): boolean {
  if (bytes.length < magic.length) return false;
  for (let i = 0; i < magic.length; i++) if (bytes[i] !== magic.charCodeAt(i)) return false;
  return true;
}
