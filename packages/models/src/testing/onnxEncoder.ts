/**
 * Writes small ONNX files, for tests and benchmarks: no fixture has to be kept, no Python to be at hand.
 * Source: onnx.proto; IR version 8, operator set 17.
 */

type Bytes = readonly number[] | Uint8Array;

function varint(value: number | bigint): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const out: number[] = [];
  for (; rest > 127n; rest >>= 7n) out.push(Number(rest & 127n) | 128);
  out.push(Number(rest));
  return out;
}

/** A varint field. */
export function int(field: number, value: number | bigint): Uint8Array {
  return Uint8Array.from([...varint(field * 8), ...varint(value)]);
}

/** A field of bytes, text or messages. */
export function bytes(field: number, ...parts: (Bytes | string)[]): Uint8Array {
  const all = parts.map((part) => (typeof part === 'string' ? new TextEncoder().encode(part) : Uint8Array.from(part)));
  const length = all.reduce((sum, part) => sum + part.length, 0);
  return concat([Uint8Array.from([...varint(field * 8 + 2), ...varint(length)]), ...all]);
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** A float32 or int64 initialiser. */
export function tensor(name: string, dims: readonly number[], data: Float32Array | BigInt64Array): Uint8Array {
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const type = data instanceof Float32Array ? 1 : 7;
  return concat([...dims.map((dim) => int(1, dim)), int(2, type), bytes(8, name), bytes(9, raw)]);
}

/** What a node's attribute may be: integers, or one integer, or one float. */
export type Attribute = readonly number[] | number | { readonly float: number };

export interface NodeSpec {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

function attribute(name: string, value: Attribute): Uint8Array {
  if (typeof value === 'number') return bytes(5, bytes(1, name), int(3, value), int(20, 2));
  if ('float' in value) {
    const raw = new Uint8Array(Float32Array.of(value.float).buffer);
    return bytes(5, bytes(1, name), concat([Uint8Array.of(2 * 8 + 5), raw]), int(20, 1));
  }
  return bytes(5, bytes(1, name), ...value.map((entry) => int(8, entry)), int(20, 7));
}

function node({ op, inputs, outputs, attributes = {} }: NodeSpec): Uint8Array {
  const names = [...inputs.map((name) => bytes(1, name)), ...outputs.map((name) => bytes(2, name))];
  const more = Object.entries(attributes).map(([name, value]) => attribute(name, value));
  return bytes(1, ...names, bytes(4, op), ...more);
}

export type Dims = readonly (number | string)[];

function port(field: number, name: string, dims: Dims): Uint8Array {
  const shape = dims.map((dim) => bytes(1, typeof dim === 'number' ? int(1, dim) : bytes(2, dim)));
  return bytes(field, bytes(1, name), bytes(2, bytes(1, int(1, 1), bytes(2, ...shape))));
}

export interface ModelSpec {
  readonly inputs: Readonly<Record<string, Dims>>;
  readonly outputs: Readonly<Record<string, Dims>>;
  readonly nodes: readonly NodeSpec[];
  readonly tensors?: readonly Uint8Array[];
}

/** The bytes of an ONNX file. */
export function onnxModel({ inputs, outputs, nodes, tensors = [] }: ModelSpec): Uint8Array {
  const graph = bytes(
    7,
    ...nodes.map(node),
    bytes(2, 'test'),
    ...tensors.map((data) => bytes(5, data)),
    ...Object.entries(inputs).map(([name, dims]) => port(11, name, dims)),
    ...Object.entries(outputs).map(([name, dims]) => port(12, name, dims)),
  );
  return concat([int(1, 8), bytes(2, 'studiohand'), graph, bytes(8, int(2, 17))]);
}
