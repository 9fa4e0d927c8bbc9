export { createAudio } from './createAudio.ts';
export { fileSink } from './fileSink.ts';
export { type FileSource, fileSource } from './fileSource.ts';
export { openAudio } from './openAudio.ts';
export { type OutputFormat, type OutputOption, outputFormats } from './outputFormats.ts';
export { systemCode, systemError } from './systemErrors.ts';
