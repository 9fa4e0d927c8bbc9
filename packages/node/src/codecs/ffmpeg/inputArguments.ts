import type { Container } from '@studiohand/core/formats';
import type { FileSource } from '../../fileSource.ts';

/**
 * ffmpeg's demuxer for each container that goes this way. It is named, so that ffmpeg's own guess cannot end at a
 * playlist format, which would open other files.
 */
const DEMUXERS: Readonly<Partial<Record<Container, string>>> = {
  m4a: 'mov',
  aac: 'aac',
  ogg: 'ogg',
  caf: 'caf',
  w64: 'w64',
  dsf: 'dsf',
  dff: 'iff',
  wavpack: 'wv',
  ape: 'ape',
  asf: 'asf',
  matroska: 'matroska',
  au: 'au',
};

/** Whether {@link inputArguments} knows the container. */
export function isForFfmpeg(container: Container): boolean {
  return DEMUXERS[container] !== undefined;
}

/** Arguments that make ffmpeg or ffprobe read `source` and no other file. `file:` keeps odd names from being options. */
export function inputArguments(source: FileSource, container: Container, options: readonly string[] = []): string[] {
  const demuxer = DEMUXERS[container];
  const format = demuxer === undefined ? [] : ['-f', demuxer];
  return ['-v', 'error', '-protocol_whitelist', 'file', ...format, ...options, '-i', `file:${source.path}`];
}
