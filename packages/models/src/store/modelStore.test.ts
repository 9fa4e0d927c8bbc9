import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AudioError, memoryAudio } from '@studiohand/core/audio';
import { DEFAULT_POLICY, knownCard, type ModelCard } from '@studiohand/core/rights';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ModelHost } from '../host.ts';
import { layoutModels } from '../testing/layoutModels.ts';
import { onnxModel, tensor } from '../testing/onnxEncoder.ts';
import { ModelStore } from './modelStore.ts';

let folder = '';
let store: ModelStore;
let path = '';
const WAVE = layoutModels().find(({ id }) => id === 'waveform')!;
/** A card under which everything is allowed. */
const OWN: ModelCard = {
  ...(knownCard('umxhq') as ModelCard),
  id: 'own',
  licence: { code: 'Apache-2.0', weights: 'CC0', commercialUse: 'allowed' },
  training: {
    disclosure: 'full',
    datasets: [{ name: 'Own', role: 'train', basis: 'own-recordings', use: 'commercial-ok' }],
  },
  consent: { status: 'consented' },
};
const SOURCE = memoryAudio(
  [Float64Array.from({ length: 5000 }, (_, i) => Math.sin(i / 9)), new Float64Array(5000)],
  44100,
);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'studiohand-store-'));
  store = new ModelStore(join(folder, 'models'));
  path = join(folder, 'wave model.onnx');
  writeFileSync(path, WAVE.files['m.onnx']!);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function failure(run: Promise<unknown>): Promise<AudioError> {
  const error = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AudioError);
  return error as AudioError;
}

const changes = { stems: ['vocals', 'rest'], remainder: undefined, chunk: { frames: 4096 } };
const add = (card: ModelCard = OWN, more = {}) =>
  store.add({ paths: [path], card, preset: 'htdemucs-waveform', changes, ...more });
const run = async (modelId: string, accepted: string[] = []): Promise<number> => {
  let frames = 0;
  for await (const block of new ModelHost(store, { cores: 1 }).separate(SOURCE, { modelId, accepted }))
    frames += block.frames;
  return frames;
};

describe('the model store', () => {
  it('pins what it is given, and runs it', async () => {
    const model = await add();
    expect(model.card.artifacts).toMatchObject([{ file: 'wave model.onnx', pinnedBy: 'user', format: 'onnx' }]);
    expect(await store.verify('own')).toEqual([{ file: 'wave model.onnx', state: 'sound' }]);
    const [listed] = await new ModelHost(store).models();
    expect(listed).toMatchObject({
      id: 'own',
      stems: ['vocals', 'rest'],
      bandHz: 22050,
      assessment: { verdict: 'allow' },
    });
    expect(await run('own')).toBe(5000);
    expect((await failure(add())).code).toBe('output-exists');
    await store.remove('own');
    expect((await failure(store.get('own'))).code).toBe('not-found');
    expect(readdirSync(store.folder)).toEqual([]);
  });

  it('refuses a file that has changed since', async () => {
    const model = await add();
    const bytes = WAVE.files['m.onnx']!.slice();
    bytes[bytes.length - 60]! ^= 1;
    writeFileSync(model.files[0]!.path, bytes);
    expect(await store.verify('own')).toEqual([{ file: 'wave model.onnx', state: 'differs' }]);
    const error = await failure(run('own'));
    expect([error.code, error.message.includes('ARTIFACT_HASH_MISMATCH')]).toEqual(['refused', true]);
    rmSync(model.files[0]!.path);
    expect((await store.verify('own'))[0]!.state).toBe('missing');
  });

  it('holds a published hash against the file, and leaves nothing behind', async () => {
    const artifacts = [{ file: 'x.onnx', bytes: 1, sha256: 'a'.repeat(64), format: 'onnx' as const }];
    expect((await failure(add({ ...OWN, artifacts }))).code).toBe('refused');
    expect((await failure(add(OWN, { sha256: 'b'.repeat(64) }))).code).toBe('refused');
    expect(readdirSync(store.folder)).toEqual([]);
  });

  it('runs nothing that the policy denies or that nobody accepted', async () => {
    await add(knownCard('htdemucs'));
    expect((await failure(run('htdemucs'))).code).toBe('refused');
    await store.setPolicy({ ...DEFAULT_POLICY, commercial: false });
    expect((await failure(run('htdemucs'))).hint).toContain('--accept-model-risk=TRAINING_PARTLY_UNDISCLOSED');
    expect(await run('htdemucs', ['TRAINING_PARTLY_UNDISCLOSED'])).toBe(5000);
  });

  it('refuses what is no model, what does not fit its descriptor, and ids that are paths', async () => {
    writeFileSync(path, 'no model');
    expect(['corrupt', 'truncated']).toContain((await failure(add())).code);
    writeFileSync(path, layoutModels()[1]!.files['m.onnx']!);
    expect((await failure(add())).code).toBe('invalid-parameter');
    for (const id of ['../up', 'a/b', '..']) {
      expect((await failure(store.get(id))).code).toBe('not-found');
      expect((await failure(store.remove(id))).code).toBe('not-found');
      expect((await failure(add(OWN, { id }))).code).toBe('invalid-parameter');
    }
    expect(statSync(folder).isDirectory()).toBe(true);
  });
});

describe('a hostile model', () => {
  const hostile = async (
    nodes: Parameters<typeof onnxModel>[0]['nodes'],
    tensors: Uint8Array[],
    memoryBytes?: number,
  ) => {
    const bytes = onnxModel({ inputs: { x: ['b', 2, 4096] }, outputs: { y: ['b', 2, 2, 4096] }, nodes, tensors });
    writeFileSync(path, bytes);
    await add();
    const host = new ModelHost(store, { cores: 1, ...(memoryBytes ? { memoryBytes } : {}) });
    return await failure(
      (async () => {
        for await (const _ of host.separate(SOURCE, { modelId: 'own' }));
      })(),
    );
  };

  it('that asks for terabytes ends with an error', async () => {
    const dims = tensor('huge', [2], BigInt64Array.of(1n << 20n, 1n << 20n));
    const error = await hostile(
      [
        { op: 'ConstantOfShape', inputs: ['huge'], outputs: ['m'] },
        { op: 'ReduceSum', inputs: ['m'], outputs: ['s'], attributes: { keepdims: 0 } },
        { op: 'Add', inputs: ['x', 's'], outputs: ['y'] },
      ],
      [dims],
    );
    expect(['corrupt', 'too-large']).toContain(error.code);
  });

  it('that fills the memory it may have is stopped', async () => {
    const error = await hostile(
      [
        { op: 'Expand', inputs: ['x', 'wide'], outputs: ['m'] },
        { op: 'Exp', inputs: ['m'], outputs: ['e'] },
        { op: 'ReduceSum', inputs: ['e'], outputs: ['y'], attributes: { keepdims: 1 } },
      ],
      [tensor('wide', [4], BigInt64Array.of(60000n, 1n, 2n, 4096n))],
      2 ** 29,
    );
    expect(['corrupt', 'too-large']).toContain(error.code);
  });

  it('whose answer has another shape, or is no number, ends with an error', async () => {
    const same = await hostile([{ op: 'Identity', inputs: ['x'], outputs: ['y'] }], []);
    expect(same.code).toBe('corrupt');
    await store.remove('own');
    const nan = await hostile(
      [
        { op: 'Unsqueeze', inputs: ['x', 'axes'], outputs: ['w'] },
        { op: 'Expand', inputs: ['w', 'shape'], outputs: ['e'] },
        { op: 'Mul', inputs: ['e', 'nan'], outputs: ['y'] },
      ],
      [
        tensor('axes', [1], BigInt64Array.of(1n)),
        tensor('shape', [4], BigInt64Array.of(1n, 2n, 2n, 4096n)),
        tensor('nan', [1], Float32Array.of(Number.NaN)),
      ],
    );
    expect(nan.message).toContain('no numbers');
  });

  it('with operators that do not exist ends with an error', async () => {
    const error = await hostile([{ op: 'NoSuchThing', inputs: ['x'], outputs: ['y'] }], []);
    expect(error.code).toBe('corrupt');
  });
});
