/** Starts the user's own ffmpeg or ffprobe: no shell, no input, its messages kept for errors. */
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { AudioError } from '@studiohand/core/audio';

/** A running program. */
export interface RunningProgram {
  readonly output: Readable;
  /** How it ended. Rejects with AudioError 'missing-program' or 'internal' where it could not be started. */
  readonly ended: Promise<ProgramEnd>;
  /** Ends it at once; nothing happens where it has ended. */
  kill(): void;
}

export interface ProgramEnd {
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  /** What it wrote to standard error: the beginning, in one line. */
  readonly messages: string;
}

const MAX_MESSAGE_CHARS = 2000;

/** Starts `program`, looked up in PATH; `file` names the sound in errors. */
export function startProgram(program: 'ffmpeg' | 'ffprobe', args: readonly string[], file: string): RunningProgram {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  let messages = '';
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => {
    if (messages.length < MAX_MESSAGE_CHARS) messages += text;
  });
  const ended = new Promise<ProgramEnd>((resolve, reject) => {
    child.once('error', (error) => reject(cannotStart(program, file, error)));
    child.once('close', (exitCode) => resolve({ exitCode, messages: oneLine(messages) }));
  });
  // Whoever reads the output first may meet the failure later.
  ended.catch(() => {});
  return { output: child.stdout, ended, kill: () => void child.kill('SIGKILL') };
}

/** Without memory addresses, repeated lines and line breaks. */
function oneLine(messages: string): string {
  const lines = messages.split('\n').map((line) => line.replace(/\[(\w[^\]]*?) @ 0x[0-9a-f]+\]/g, '$1:').trim());
  const different = [...new Set(lines.filter((line) => line !== ''))];
  return different.slice(0, 3).join('; ').slice(0, 400);
}

function cannotStart(program: string, file: string, error: Error): AudioError {
  if ('code' in error && error.code === 'ENOENT') {
    return new AudioError(
      'missing-program',
      `${file}: ${program} is needed to read this kind of file, and it was not found`,
      'Install FFmpeg (ffmpeg.org; `apt install ffmpeg`, `brew install ffmpeg`, `winget install ffmpeg`) so that ffmpeg and ffprobe are in the PATH, or convert the file to WAV or FLAC first.',
      { cause: error },
    );
  }
  return new AudioError(
    'internal',
    `${file}: ${program} could not be started: ${error.message}`,
    'Check its installation.',
    {
      cause: error,
    },
  );
}
