export { checkShapes } from './checkShapes.ts';
export type {
  ChunkSettings,
  DescriptorPort,
  ModelDescriptor,
  PortContent,
  StftSettings,
} from './descriptor.ts';
export { inspectOnnx, type OnnxFacts, type OnnxPort } from './onnx/inspectOnnx.ts';
export { parseDescriptor } from './parseDescriptor.ts';
export { allStems, type DescriptorJson, fromPreset, mergeJson, PRESETS, suggestPreset } from './presets.ts';
export type { ModelFile } from './run/messages.ts';
export { type SeparateOptions, type SeparateTiming, type StemBlock, separate } from './run/separate.ts';
