/** Files without the store of the studio, which a command that touches no session need not load. */
export { codecPreview } from './codecs/preview/codecPreview.ts';
export { createAudio } from './createAudio.ts';
export { fileEnding, NAMED_CONTAINERS, safeFileName } from './fileNames.ts';
export { fileSink } from './fileSink.ts';
export { type FileSource, fileSource } from './fileSource.ts';
export { openAudio, openAudioFrom } from './openAudio.ts';
export { type OutputFormat, type OutputOption, outputFormats } from './outputFormats.ts';
export { renderFile, renderStems, renderTake } from './renderTake.ts';
export { systemCode, systemError } from './systemErrors.ts';
