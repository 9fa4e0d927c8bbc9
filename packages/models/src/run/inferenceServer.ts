/**
 * The process in which a model runs: native code that meets a hostile file may fall over, and only this falls with it.
 * The bytes that are hashed are the bytes that are inspected and loaded, so that nobody can exchange them in between.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AudioError } from '@studiohand/core/audio';
import { checkShapes } from '../checkShapes.ts';
import { inspectOnnx } from '../onnx/inspectOnnx.ts';
import { writeStems } from './chunkStore.ts';
import type { Answer, Request } from './messages.ts';
import { type LoadedFile, StemModel } from './stemModel.ts';

let model: StemModel | undefined;

async function answer(request: Request): Promise<Answer> {
  const { id } = request;
  if (request.kind === 'load') {
    const { descriptor, files, threads } = request;
    let freeBatch = true;
    const loaded = files.map(({ path, sha256 }, i): LoadedFile => {
      const bytes = readFileSync(path);
      const file = descriptor.files[i]?.file ?? path;
      if (createHash('sha256').update(bytes).digest('hex') !== sha256)
        throw new AudioError(
          'refused',
          `${file} is not the file that was added: its hash differs [ARTIFACT_HASH_MISMATCH]`,
          'Remove the model and add it again from where it was published.',
        );
      const facts = inspectOnnx(bytes, file);
      const stems = descriptor.files[i]?.stems ?? descriptor.stems;
      freeBatch = checkShapes(descriptor, file, stems.length, facts).freeBatch && freeBatch;
      return { file, bytes, facts };
    });
    model = await StemModel.load(descriptor, loaded, threads);
    return { id, ok: true, freeBatch };
  }
  if (!model) throw new AudioError('internal', 'No model is loaded.', 'Load one first.');
  const before = model.inferenceMs;
  writeStems(request.path, await model.run(request.mix, request.batch));
  return { id, ok: true, inferenceMs: model.inferenceMs - before };
}

/** Answers the parent for as long as it is there. */
export function serve(): void {
  process.on('message', (request: Request) => {
    answer(request).then(
      (result) => process.send?.(result),
      (error: unknown) => {
        const typed = error instanceof AudioError ? error : undefined;
        const words = error instanceof Error ? error.message : String(error);
        const fault: Answer = {
          id: request.id,
          ok: false,
          code: typed?.code ?? 'internal',
          message: typed?.message ?? words,
          hint: typed?.hint ?? 'Please report this with the model you used.',
        };
        process.send?.(fault);
      },
    );
  });
  process.on('disconnect', () => process.exit(0));
  // A cancel in the terminal reaches the whole group; the parent decides what ends when.
  process.on('SIGINT', () => undefined);
}
