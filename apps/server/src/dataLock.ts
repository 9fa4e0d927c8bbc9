import { readFile, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import { AudioError } from '@studiohand/core/audio';
import { systemCode, systemError } from '@studiohand/node';

const NAME = 'server.lock';
const ANSWER_MS = 1000;

interface Holder {
  readonly pid: number;
  readonly port: number;
}

/**
 * Keeps a data folder for one server: a second one would clear away what the first is writing. Returns how to give it
 * back. A lock left by a crash is told by its process being gone or its port not answering. Throws AudioError
 * 'not-writable' naming the address of the server that has the folder.
 */
export async function lockDataFolder(folder: string, port: number): Promise<() => Promise<void>> {
  const path = join(folder, NAME);
  const text = JSON.stringify({ pid: process.pid, port } satisfies Holder);
  for (let attempt = 0; ; attempt++) {
    try {
      await writeFile(path, text, { flag: 'wx', mode: 0o600 });
      return () => release(path, text);
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw systemError(error, path, 'writing');
    }
    const holder = await readHolder(path);
    if (attempt > 2 || (holder && isAlive(holder.pid) && (await answers(holder.port)))) {
      const where = holder ? `http://127.0.0.1:${holder.port}` : 'another process';
      throw new AudioError(
        'not-writable',
        `${folder} is in use by a studio at ${where}.`,
        'Use that one, close it first, or give another data folder.',
      );
    }
    await rm(path, { force: true });
  }
}

async function release(path: string, text: string): Promise<void> {
  if ((await readFile(path, 'utf8').catch(() => '')) === text) await rm(path, { force: true });
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const { pid, port } = JSON.parse(await readFile(path, 'utf8')) as Partial<Holder>;
    return Number.isInteger(pid) && Number.isInteger(port) ? { pid: pid as number, port: port as number } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process of another user exists, but may not be asked.
    return systemCode(error) === 'EPERM';
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: '127.0.0.1', port, timeout: ANSWER_MS });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false));
  });
}
