import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { AudioError, type AudioInfo } from '@studiohand/core/audio';
import type { Tool } from '@studiohand/core/tool';

/** Writes the page of an analysis to `wanted`, or beside it under the file's name where there are many; returns its path. */
export async function writeReportPage(
  tool: Tool,
  { analysis, params, info }: { readonly analysis: unknown; readonly params: unknown; readonly info: AudioInfo },
  wanted: string,
  file: string,
  many: boolean,
): Promise<string> {
  if (!tool.reportHtml) {
    throw new AudioError('invalid-parameter', `${tool.id} has no page to write with --report.`, 'Leave --report out.');
  }
  const path = many ? wanted.replace(/(\.html?)?$/i, `_${basename(file).replace(/[^\w.-]+/g, '_')}.html`) : wanted;
  await writeFile(path, tool.reportHtml(analysis, params, info), { flag: 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') {
        throw new AudioError(
          'output-exists',
          `${path} exists.`,
          'Choose another name; Studiohand never overwrites a file.',
        );
      }
      throw new AudioError(
        'not-writable',
        `${path} cannot be written: ${error.message}`,
        'Choose a folder that exists and that you may write to.',
      );
    },
  );
  return path;
}
