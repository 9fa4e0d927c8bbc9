#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { launchEnv, launchFlags } from '../scripts/launch.mjs';
import { node24 } from '../scripts/node24.mjs';

const main = fileURLToPath(new URL('../apps/cli/src/main.ts', import.meta.url));
try {
  const { status, signal, error } = spawnSync(node24(), [...launchFlags, main, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: launchEnv,
  });
  if (error) throw error;
  process.exitCode = signal === 'SIGINT' ? 5 : (status ?? 1);
} catch (error) {
  console.error(`studiohand: ${error.message}`);
  process.exitCode = 1;
}
