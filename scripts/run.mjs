/**
 * Entry of every npm script, for any Node from 20 on and nothing installed before: installs what the lockfile asks
 * for when it is missing, then runs the task with the project's own Node 24.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchEnv, launchFlags } from './launch.mjs';
import { node24 } from './node24.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);

function run(command, args, options = {}) {
  const { status, signal, error } = spawnSync(command, args, { stdio: 'inherit', ...options });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? (signal === 'SIGINT' ? 130 : 1));
}

function install() {
  const stamp = 'node_modules/.studiohand-lock';
  const wanted = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error('Installing dependencies (once) ...');
  run(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    shell: process.platform === 'win32',
  });
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** Programs that tests compare with; installed by apt where that is possible, otherwise named. */
function systemPackages(wanted) {
  const missing = Object.keys(wanted).filter(
    (program) => spawnSync(program, [wanted[program].probe], { stdio: 'ignore' }).error,
  );
  if (missing.length === 0) return;
  const packages = missing.map((program) => wanted[program].debian);
  const canApt =
    process.platform === 'linux' &&
    process.getuid?.() === 0 &&
    !spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).error;
  if (!canApt) {
    console.error(
      `Not installed: ${missing.join(', ')}. Tests that compare with them are skipped. Debian: sudo apt-get install ${packages.join(' ')}`,
    );
    return;
  }
  console.error(`Installing ${packages.join(', ')} for the tests ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], { env });
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

const [task, ...args] = process.argv.slice(2);
install();
const node = node24();
process.env.PATH = [dirname(node), `${root}node_modules/.bin`, process.env.PATH].join(delimiter);
const bin = (name, ...rest) => run(node, [`node_modules/${name}`, ...rest]);
const source = (file, ...rest) => run(node, ['--conditions=source', file, ...rest]);

const tasks = {
  start: () => {
    tasks.build();
    run(node, [...launchFlags, 'apps/cli/src/main.ts', 'studio', ...args], {
      env: { ...launchEnv, PATH: process.env.PATH },
    });
  },
  demo: () => source('scripts/demo.ts', ...args),
  check: () => {
    bin('@biomejs/biome/bin/biome', 'check', '.');
    bin('typescript/bin/tsc', '-b');
  },
  build: () => bin('vite/bin/vite.js', 'build', 'apps/studio', '--logLevel', 'warn'),
  pictures: () => source('scripts/pictures.ts', ...args),
  kernels: () => source('packages/kernels/build.ts', ...args),
  bench: () => source(`bench/${args[0]}/run.ts`, ...args.slice(1)),
  test: () => {
    systemPackages({
      ffmpeg: { probe: '-version', debian: 'ffmpeg' },
      flac: { probe: '--version', debian: 'flac' },
      sox: { probe: '--version', debian: 'sox' },
      chromium: { probe: '--version', debian: 'chromium' },
    });
    tasks.check();
    source('packages/kernels/build.ts', '--check');
    bin('vitest/vitest.mjs', 'run', ...args);
  },
};

if (!tasks[task]) {
  console.error(`Unknown task ${task}. Tasks: ${Object.keys(tasks).join(', ')}`);
  process.exit(2);
}
tasks[task]();
