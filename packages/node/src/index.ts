export { fileSink } from './fileSink.ts';
export { type FileSource, fileSource } from './fileSource.ts';
export { systemCode, systemError } from './systemErrors.ts';
