import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { AudioError } from '@studiohand/core/audio';
import type { Attachment, Report } from '@studiohand/core/tool';
import { safeFileName } from '@studiohand/node/files';

/** An attachment as the JSON lists it; `path` where it was written. */
export interface AttachmentResult {
  readonly name: string;
  readonly title: string;
  readonly mediaType: string;
  readonly path?: string;
}

/** The attachments of reports, in order. */
export function attachmentsOf(...reports: readonly (Report | undefined)[]): readonly Attachment[] {
  return reports.flatMap((report) => report?.attachments ?? []);
}

/**
 * Writes attachments into a folder, made where it is missing; without one they are only listed. An existing file is
 * never touched: the name is numbered. `prefix` stands before the names where several sources share the folder.
 */
export async function writeAttachments(
  attachments: readonly Attachment[],
  folder: string | undefined,
  prefix: string,
): Promise<readonly AttachmentResult[]> {
  const results: AttachmentResult[] = [];
  for (const { name, title, mediaType, text } of attachments) {
    const listed = { name, title, mediaType };
    if (folder === undefined) results.push(listed);
    else results.push({ ...listed, path: await writeNumbered(folder, prefix + name, text) });
  }
  return results;
}

async function writeNumbered(folder: string, name: string, text: string): Promise<string> {
  const safe = safeFileName(name, 'attachment.txt');
  const ending = extname(safe);
  try {
    await mkdir(folder, { recursive: true });
    for (let n = 1; ; n++) {
      const path = join(folder, n === 1 ? safe : `${basename(safe, ending)}_${n}${ending}`);
      if (existsSync(path)) continue;
      try {
        await writeFile(path, text, { flag: 'wx' });
        return path;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  } catch (error) {
    throw new AudioError(
      'not-writable',
      `${join(folder, safe)} cannot be written: ${(error as Error).message}`,
      'Choose a folder that you may write to.',
      { cause: error },
    );
  }
}
