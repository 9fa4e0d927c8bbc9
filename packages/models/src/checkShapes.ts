/** Holds a descriptor against what the ONNX file declares, before anything runs. */
import { AudioError } from '@studiohand/core/audio';
import { axisSizes, type DescriptorPort, type ModelDescriptor } from './descriptor.ts';
import type { OnnxFacts, OnnxPort } from './onnx/inspectOnnx.ts';

/** TensorProto.DataType float32. */
const FLOAT32 = 1;

/** The tensor of the file that a port of the descriptor means: by name, otherwise by rank, otherwise by order. */
export function portOf(
  wanted: readonly DescriptorPort[],
  index: number,
  ports: readonly OnnxPort[],
): OnnxPort | undefined {
  const { name, layout } = wanted[index] as DescriptorPort;
  if (name !== undefined) return ports.find((port) => port.name === name);
  const sameRank = ports.filter(({ dims }) => dims?.length === layout.length);
  return sameRank.length === 1 ? sameRank[0] : ports[index];
}

/** Throws AudioError 'invalid-parameter' where descriptor and file contradict each other. Returns whether B is free. */
export function checkShapes(d: ModelDescriptor, file: string, stems: number, facts: OnnxFacts): { freeBatch: boolean } {
  const sizes = axisSizes(d, stems);
  let freeBatch = true;
  const faults: string[] = [];
  const check = (side: string, wanted: readonly DescriptorPort[], ports: readonly OnnxPort[]): void => {
    wanted.forEach((port, i) => {
      const found = portOf(wanted, i, ports);
      if (!found) {
        faults.push(`${side} ${port.name ?? i + 1} is not among ${ports.map(({ name }) => name).join(', ') || 'none'}`);
        return;
      }
      if (found.type !== FLOAT32) faults.push(`${side} ${found.name} is not float32`);
      if (!found.dims) return;
      if (found.dims.length !== port.layout.length) {
        faults.push(`${side} ${found.name} has ${found.dims.length} dimensions, the layout ${port.layout.length}`);
        return;
      }
      port.layout.forEach((axis, a) => {
        const declared = found.dims?.[a];
        if (axis.includes('B')) freeBatch &&= typeof declared !== 'number';
        const size = [...axis].reduce((product, letter) => product * (sizes[letter] ?? 1), 1);
        if (typeof declared === 'number' && declared !== size)
          faults.push(`${side} ${found.name}: axis ${axis} is ${declared} in the file, ${size} by the descriptor`);
      });
    });
  };
  check('input', d.inputs, facts.inputs);
  check('output', d.outputs, facts.outputs);
  if (facts.inputs.length > d.inputs.length) faults.push(`the file wants ${facts.inputs.length} inputs`);
  if (faults.length > 0)
    throw new AudioError(
      'invalid-parameter',
      `${file} and its descriptor do not fit: ${faults.slice(0, 6).join('; ')}.`,
      'Correct the descriptor: docs/models.md shows one for each kind of model.',
    );
  const hasBatch = [...d.inputs, ...d.outputs].every(({ layout }) => layout.join('').includes('B'));
  return { freeBatch: freeBatch && hasBatch };
}
