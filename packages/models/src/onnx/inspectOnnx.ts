/**
 * Reads what an ONNX file declares and checks it against the file, before any native code sees it: message lengths,
 * tensor sizes, no data in other files, no operators of unknown origin. Source: onnx.proto, IR versions 3 to 13.
 * Weakness: a graph may still ask for more memory while it runs than it declares; the process that runs it is watched.
 */
import { checkTensor } from './tensorCheck.ts';
import { brokenModel, type Span, WireReader } from './wire.ts';

/** A tensor going in or out. */
export interface OnnxPort {
  readonly name: string;
  /** TensorProto.DataType: 1 float32, 10 float16, 11 float64, 7 int64. */
  readonly type: number;
  /** A number, or the name of a free dimension. Undefined where the file declares no shape. */
  readonly dims: readonly (number | string)[] | undefined;
}

export interface OnnxFacts {
  readonly irVersion: number;
  readonly opset: number;
  readonly producer: string;
  /** Inputs that have to be fed: initialised ones are left out. */
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
  readonly nodes: number;
  readonly parameters: number;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Operator sets that ONNX Runtime carries itself. */
const DOMAINS: readonly string[] = ['', 'ai.onnx', 'ai.onnx.ml', 'com.microsoft'];
const MAX_DEPTH = 12;

interface Graph {
  readonly inputs: OnnxPort[];
  readonly outputs: OnnxPort[];
  readonly initialised: Set<string>;
  nodes: number;
  parameters: number;
}

/** The facts of an ONNX file. Throws AudioError 'corrupt', 'truncated' or 'unsupported-format'. */
export function inspectOnnx(bytes: Uint8Array, name: string): OnnxFacts {
  const reader = new WireReader(bytes, name);
  if (bytes.length === 0) throw brokenModel(name, 'the file is empty', 'truncated');
  let irVersion = 0;
  let opset = 0;
  let producer = '';
  let graph: Graph | undefined;
  const metadata: Record<string, string> = {};
  for (const field of reader.fields({ from: 0, to: bytes.length })) {
    if (field.number === 1 && field.wire === 0) irVersion = field.value;
    else if (field.number === 2 && field.wire === 2) producer = reader.text(field);
    else if (field.number === 7 && field.wire === 2) {
      if (graph) throw brokenModel(name, 'it holds two graphs');
      graph = readGraph(reader, field, 0);
    } else if (field.number === 8 && field.wire === 2) {
      const { domain, version } = opsetOf(reader, field);
      checkDomain(reader, domain);
      if (domain === '' || domain === 'ai.onnx') opset = version;
    } else if (field.number === 14 && field.wire === 2) {
      const [key = '', value = ''] = textsOf(reader, field);
      metadata[key] = value;
    } else if (field.number === 25 && field.wire === 2) {
      for (const part of reader.fields(field)) if (part.number === 7 && part.wire === 2) readNode(reader, part, 1);
    }
  }
  if (irVersion < 3 || irVersion > 99 || !graph) throw brokenModel(name, 'this is not an ONNX model');
  if (opset < 7) throw brokenModel(name, `operator set ${opset} is older than ONNX Runtime reads (7)`);
  const { inputs, outputs, initialised, nodes, parameters } = graph;
  if (outputs.length === 0) throw brokenModel(name, 'its graph has no output');
  const fed = inputs.filter((port) => !initialised.has(port.name));
  return { irVersion, opset, producer, inputs: fed, outputs, nodes, parameters, metadata };
}

function readGraph(reader: WireReader, span: Span, depth: number): Graph {
  if (depth > MAX_DEPTH) throw brokenModel(reader.name, `graphs within graphs, deeper than ${MAX_DEPTH}`);
  const graph: Graph = { inputs: [], outputs: [], initialised: new Set(), nodes: 0, parameters: 0 };
  for (const field of reader.fields(span)) {
    if (field.wire !== 2) continue;
    if (field.number === 1) {
      const inner = readNode(reader, field, depth);
      graph.nodes += 1 + inner.nodes;
      graph.parameters += inner.parameters;
    } else if (field.number === 5) {
      graph.parameters += checkTensor(reader, field);
      for (const part of reader.fields(field)) if (part.number === 8) graph.initialised.add(reader.text(part));
    } else if (field.number === 11) graph.inputs.push(portOf(reader, field));
    else if (field.number === 12) graph.outputs.push(portOf(reader, field));
    else if (field.number === 15) {
      for (const part of reader.fields(field))
        if (part.wire === 2 && part.number < 3) graph.parameters += checkTensor(reader, part);
    }
  }
  return graph;
}

/** Checks a node and what its attributes hold. */
function readNode(reader: WireReader, span: Span, depth: number): { nodes: number; parameters: number } {
  let nodes = 0;
  let parameters = 0;
  for (const field of reader.fields(span)) {
    if (field.number === 7 && field.wire === 2) checkDomain(reader, reader.text(field));
    if (field.number !== 5 || field.wire !== 2) continue;
    for (const part of reader.fields(field)) {
      if (part.wire !== 2) continue;
      if (part.number === 5 || part.number === 10) parameters += checkTensor(reader, part);
      if (part.number === 6 || part.number === 11) {
        const inner = readGraph(reader, part, depth + 1);
        nodes += inner.nodes;
        parameters += inner.parameters;
      }
    }
  }
  return { nodes, parameters };
}

function checkDomain(reader: WireReader, domain: string): void {
  if (!DOMAINS.includes(domain))
    throw brokenModel(
      reader.name,
      `it needs operators of '${domain.slice(0, 80)}', which are not those of ONNX Runtime`,
    );
}

function opsetOf(reader: WireReader, span: Span): { domain: string; version: number } {
  let domain = '';
  let version = 0;
  for (const field of reader.fields(span)) {
    if (field.number === 1 && field.wire === 2) domain = reader.text(field);
    else if (field.number === 2 && field.wire === 0) version = field.value;
  }
  return { domain, version };
}

function textsOf(reader: WireReader, span: Span): string[] {
  return [...reader.fields(span)].filter(({ wire }) => wire === 2).map((field) => reader.text(field));
}

function portOf(reader: WireReader, span: Span): OnnxPort {
  let name = '';
  let type = 0;
  let dims: (number | string)[] | undefined;
  for (const field of reader.fields(span)) {
    if (field.wire !== 2) continue;
    if (field.number === 1) name = reader.text(field);
    if (field.number !== 2) continue;
    for (const kind of reader.fields(field)) {
      if (kind.number !== 1 || kind.wire !== 2) continue;
      for (const part of reader.fields(kind)) {
        if (part.number === 1 && part.wire === 0) type = part.value;
        if (part.number !== 2 || part.wire !== 2) continue;
        dims = [...reader.fields(part)].map((dim) => dimOf(reader, dim));
      }
    }
  }
  return { name, type, dims };
}

function dimOf(reader: WireReader, span: Span): number | string {
  for (const field of reader.fields(span)) {
    if (field.number === 1 && field.wire === 0) return field.value;
    if (field.number === 2 && field.wire === 2) return reader.text(field);
  }
  return '?';
}
