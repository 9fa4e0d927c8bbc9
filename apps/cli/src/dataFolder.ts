import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where sessions are kept unless --data says otherwise: the place each system has for a program's own data. */
export function defaultDataFolder(): string {
  const { LOCALAPPDATA, XDG_DATA_HOME } = process.env;
  if (process.platform === 'win32') return join(LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'Studiohand');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Studiohand');
  return join(XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'studiohand');
}
