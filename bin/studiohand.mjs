#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { node24 } from '../scripts/node24.mjs';

const main = fileURLToPath(new URL('../apps/cli/src/main.ts', import.meta.url));
try {
  // Short-lived garbage would otherwise grow the young generation by some 50 MB on long files, for nothing.
  const flags = ['--max-semi-space-size=4', '--conditions=source'];
  const { status, signal, error } = spawnSync(node24(), [...flags, main, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  if (error) throw error;
  process.exitCode = signal === 'SIGINT' ? 5 : (status ?? 1);
} catch (error) {
  console.error(`studiohand: ${error.message}`);
  process.exitCode = 1;
}
