/** Conformance errors that MediaInfoLib (BSD-2), in WASM, finds in a file; and what it takes the file for. */
import mediaInfoFactory from 'mediainfo.js';

export interface MediaInfoVerdict {
  /** 'Dolby Atmos Master, Version 1', or undefined. */
  readonly profile: string | undefined;
  /** The count it states; 0 when it states none. */
  readonly errors: number;
  /** The whole report, for a failing test to show. */
  readonly text: string;
}

export async function mediaInfoVerdict(bytes: Uint8Array): Promise<MediaInfoVerdict> {
  const mediaInfo = await mediaInfoFactory({ format: 'text', full: false });
  try {
    const text = await mediaInfo.analyzeData(bytes.length, (size, offset) => bytes.slice(offset, offset + size));
    return {
      profile: /ADM profile\s*: (.*)/.exec(text)?.[1]?.trim(),
      errors: Number(/Conformance errors\s*: (\d+)/.exec(text)?.[1] ?? 0),
      text,
    };
  } finally {
    mediaInfo.close();
  }
}
