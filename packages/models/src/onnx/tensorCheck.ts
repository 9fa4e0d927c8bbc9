/**
 * Checks that a tensor's data are as long as its dimensions and type declare. Ollama's CVE-2026-7482 is what happens
 * where nobody does. Sources: onnx.proto (TensorProto), IR version 10.
 */
import { brokenModel, type Span, type WireReader } from './wire.ts';

/** Bits per element by TensorProto.DataType; 0 for strings, which have no fixed size. */
const BITS: readonly number[] = [0, 32, 8, 8, 16, 16, 32, 64, 0, 8, 16, 64, 32, 64, 64, 128, 16, 8, 8, 8, 8, 4, 4, 4];
const STRING = 8;
/** Fields of TensorProto that hold data: float, int32, string, int64, double, uint64. */
const TYPED_DATA: Readonly<Record<number, 'fixed32' | 'fixed64' | 'varint' | 'bytes'>> = {
  4: 'fixed32',
  5: 'varint',
  6: 'bytes',
  7: 'varint',
  10: 'fixed64',
  11: 'varint',
};
/** A tensor of more elements than a file of 2 GiB can hold. */
const MAX_ELEMENTS = 2 ** 34;

/** Elements of the tensor in `span`. Throws AudioError where declaration and data differ, or data lie in another file. */
export function checkTensor(reader: WireReader, span: Span): number {
  const dims: number[] = [];
  let type = 0;
  let rawBytes = -1;
  let typed = 0;
  let label = '';
  for (const field of reader.fields(span)) {
    const { number, wire } = field;
    if (number === 1 && wire === 0) dims.push(field.value);
    else if (number === 1) dims.push(...reader.packed(field));
    else if (number === 2) type = field.value;
    else if (number === 8) label = reader.text(field);
    else if (number === 9) rawBytes = field.to - field.from;
    else if (number === 13 || (number === 14 && field.value !== 0)) throw external(reader, label);
    else if (TYPED_DATA[number] !== undefined) typed += count(reader, field, TYPED_DATA[number], wire);
  }
  const what = `tensor ${label === '' ? 'without a name' : `'${label}'`}`;
  const bits = BITS[type];
  if (bits === undefined || type === 0) throw brokenModel(reader.name, `${what} has the unknown type ${type}`);
  let elements = 1;
  for (const dim of dims) {
    elements *= dim;
    if (elements > MAX_ELEMENTS) throw brokenModel(reader.name, `${what} declares dimensions ${dims.join(' x ')}`);
  }
  if (rawBytes >= 0 && type !== STRING) {
    const wanted = Math.ceil((elements * bits) / 8);
    if (rawBytes !== wanted)
      throw brokenModel(reader.name, `${what} declares ${dims.join(' x ')}, ${wanted} bytes, but holds ${rawBytes}`);
  } else {
    // Complex numbers come as pairs; 4-bit integers two to a number.
    const wanted = type === 14 || type === 15 ? 2 * elements : bits === 4 ? Math.ceil(elements / 2) : elements;
    if (typed !== wanted)
      throw brokenModel(reader.name, `${what} declares ${dims.join(' x ')}, ${wanted} values, but holds ${typed}`);
  }
  return elements;
}

function external(reader: WireReader, label: string): Error {
  return brokenModel(
    reader.name,
    `tensor '${label}' keeps its data in another file, which cannot be pinned by one hash; export the model as one file`,
  );
}

function count(reader: WireReader, { from, to }: Span, kind: string, wire: number): number {
  if (kind === 'bytes' || wire !== 2) return 1;
  if (kind === 'fixed32' || kind === 'fixed64') return (to - from) / (kind === 'fixed32' ? 4 : 8);
  let values = 0;
  for (let at = from; at < to; at++) if ((reader.bytes[at] as number) < 128) values++;
  return values;
}
