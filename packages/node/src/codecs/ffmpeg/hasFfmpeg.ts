import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Whether ffmpeg and ffprobe stand in the PATH and may be run. Looks only; starts nothing. */
export function hasFfmpeg(): boolean {
  return isInPath('ffmpeg') && isInPath('ffprobe');
}

function isInPath(program: string): boolean {
  const ending = process.platform === 'win32' ? '.exe' : '';
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    if (folder === '') return false;
    try {
      accessSync(join(folder, program + ending), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
