import { AudioError } from '@studiohand/core/audio';
import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { bytes, concat, int, onnxModel, tensor } from '../testing/onnxEncoder.ts';
import { inspectOnnx } from './inspectOnnx.ts';

const GAINS = tensor('gains', [2, 1], Float32Array.of(0.5, 2));
const MODEL = onnxModel({
  inputs: { mix: ['batch', 2, 8] },
  outputs: { out: ['batch', 2, 8] },
  nodes: [{ op: 'Mul', inputs: ['mix', 'gains'], outputs: ['out'] }],
  tensors: [GAINS],
});

function code(run: () => unknown): string {
  try {
    run();
    return 'none';
  } catch (error) {
    expect(error).toBeInstanceOf(AudioError);
    return (error as AudioError).code;
  }
}

describe('inspectOnnx', () => {
  it('reads what ONNX Runtime runs', async () => {
    expect(inspectOnnx(MODEL, 'm.onnx')).toEqual({
      ...{ irVersion: 8, opset: 17, producer: 'studiohand', nodes: 1, parameters: 2, metadata: {} },
      inputs: [{ name: 'mix', type: 1, dims: ['batch', 2, 8] }],
      outputs: [{ name: 'out', type: 1, dims: ['batch', 2, 8] }],
    });
    const session = await InferenceSession.create(MODEL, { intraOpNumThreads: 1 });
    const { out } = await session.run({ mix: new Tensor('float32', new Float32Array(16).fill(1), [1, 2, 8]) });
    expect(Array.from(out?.data as Float32Array)).toEqual([...Array(8).fill(0.5), ...Array(8).fill(2)]);
  });

  it('finds every truncation', () => {
    for (let length = 0; length < MODEL.length; length++)
      expect(['truncated', 'corrupt']).toContain(code(() => inspectOnnx(MODEL.subarray(0, length), 'm.onnx')));
  });

  it.each([
    ['larger than its data', tensor('w', [1e6, 1e3], Float32Array.of(1))],
    ['smaller than its data', tensor('w', [1], Float32Array.of(1, 2))],
    ['with overflowing dimensions', tensor('w', [2 ** 52, 2 ** 52], Float32Array.of(1))],
    ['with a negative dimension', concat([int(1, -1n), int(2, 1), bytes(8, 'w')])],
    ['of no known type', concat([int(1, 1), int(2, 99), bytes(9, [0, 0, 0, 0])])],
    [
      'that lives in another file',
      concat([
        tensor('w', [1], Float32Array.of(1)),
        bytes(13, bytes(1, 'location'), bytes(2, '/etc/passwd')),
        int(14, 1),
      ]),
    ],
  ])('refuses a tensor %s', (_, data) => {
    const model = onnxModel({
      inputs: { mix: [1] },
      outputs: { out: [1] },
      nodes: [{ op: 'Add', inputs: ['mix', 'w'], outputs: ['out'] }],
      tensors: [data],
    });
    expect(code(() => inspectOnnx(model, 'm.onnx'))).toBe('corrupt');
  });

  it('refuses operators from elsewhere', () => {
    const foreign = concat([MODEL, bytes(8, bytes(1, 'evil.ops'), int(2, 1))]);
    expect(code(() => inspectOnnx(foreign, 'm.onnx'))).toBe('corrupt');
  });

  it('gives facts or an AudioError for any bytes', () => {
    const mutated = fc
      .array(fc.tuple(fc.nat(MODEL.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
      .map((changes) => {
        const copy = MODEL.slice();
        for (const [at, value] of changes) copy[at] = value;
        return copy;
      });
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 200 })), (data) => {
        code(() => inspectOnnx(data, 'm.onnx'));
      }),
      { seed: 6, numRuns: 3000 },
    );
  });
});
