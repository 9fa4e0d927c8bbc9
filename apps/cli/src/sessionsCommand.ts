import { AudioError } from '@studiohand/core/audio';
import type { StoreCheck } from '@studiohand/node';
import type { Command } from 'commander';
import { asAudioError, EXIT, exitCode } from './exitCodes.ts';
import { ProgressLine } from './progressLine.ts';

interface Options {
  readonly data: string;
  readonly json?: boolean;
}

/** Ids and hashes named one by one; more of a kind are counted. */
const NAMED = 20;

/**
 * Adds `sessions verify`: checks everything a studio keeps in its data folder, and changes nothing. Exit 0 where all
 * is as it was saved, 3 where something is lost, damaged or altered, or there are no sessions.
 */
export function addSessionsCommand(
  program: Command,
  setStatus: (status: number) => void,
  signal: AbortSignal,
  printError: (file: string | undefined, error: AudioError) => void,
): void {
  const sessions = program
    .command('sessions')
    .description('What the studio keeps: sessions, sources, takes, decisions.');
  const verify = sessions
    .command('verify')
    .description('Check that everything the studio reported saved is there and unchanged. Changes nothing.')
    .requiredOption('--data <folder>', 'the data folder of the studio')
    .option('--json', 'print one JSON document on stdout and nothing else there')
    .action(async (options: Options) => {
      try {
        const check = await checkFolder(options.data, signal);
        process.stdout.write(options.json ? `${JSON.stringify(check, undefined, 2)}\n` : presentCheck(check));
        if (!check.ok) throw foundFaults(options.data);
        setStatus(EXIT.done);
      } catch (error) {
        const typed = asAudioError(signal.aborted && signal.reason instanceof AudioError ? signal.reason : error);
        printError(undefined, typed);
        setStatus(exitCode(typed));
      }
    });
  for (const command of [sessions, verify]) command.exitOverride();
}

async function checkFolder(folder: string, signal: AbortSignal): Promise<StoreCheck> {
  const { openBlobs, openStore, verifyStore } = await import('@studiohand/node');
  const store = await openStore(folder, { readOnly: true });
  const line = new ProgressLine('sessions');
  try {
    const blobs = await openBlobs(folder, { readOnly: true });
    const progress = (done: number, total: number): void => line.update('Checking files', done / total);
    return await verifyStore(store, blobs, { signal, progress });
  } finally {
    line.clear();
    await store.close();
  }
}

function foundFaults(folder: string): AudioError {
  return new AudioError(
    'corrupt',
    `${folder}: not everything is as it was saved`,
    'Keep the folder as it is, and restore what is named from a backup.',
  );
}

/** What a person reads: one line per part, then what is wrong with it. */
function presentCheck({ databaseProblems, ledger, records, blobs, temporaryFiles }: StoreCheck): string {
  const names = (list: readonly { readonly kind: string; readonly id: string }[]): string[] =>
    list.map(({ kind, id }) => `${kind} ${id}`);
  const megabytes = (blobs.bytes / 1e6).toFixed(1);
  const broken = ledger.firstBroken === null ? [] : [`entry ${ledger.firstBroken}`];
  const lines = [
    ...part('Database', 'is sound', [['has faults', databaseProblems]]),
    ...part('Ledger', `${ledger.entries} entries, the chain of hashes holds`, [['is broken from', broken]]),
    ...part('Records', `${records.checked} as they were saved`, [
      ['altered', names(records.altered)],
      ['not in the ledger', names(records.unrecorded)],
      ['lost', names(records.lost)],
    ]),
    ...part('Files', `${blobs.checked} with ${megabytes} MB as they were saved`, [
      ['missing', blobs.missing],
      ['damaged', blobs.damaged],
    ]),
  ];
  if (blobs.unreferenced.length > 0) lines.push(`  ${blobs.unreferenced.length} files that nothing needs take room.`);
  if (temporaryFiles > 0) lines.push(`  ${temporaryFiles} unfinished files: of a studio at work, or of a crash.`);
  return `${lines.join('\n')}\n`;
}

type Fault = readonly [what: string, list: readonly string[]];

function part(label: string, sound: string, faults: readonly Fault[]): string[] {
  const found = faults.filter(([, list]) => list.length > 0);
  if (found.length === 0) return [`${label.padEnd(9)} ${sound}`];
  return found.flatMap(([what, list]) => [
    `${label.padEnd(9)} ${what}:`,
    ...list.slice(0, NAMED).map((name) => `            ${name}`),
    ...(list.length > NAMED ? [`            and ${list.length - NAMED} more`] : []),
  ]);
}
