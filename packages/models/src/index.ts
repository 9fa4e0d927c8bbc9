export { checkShapes } from './checkShapes.ts';
export type {
  ChunkSettings,
  DescriptorPort,
  ModelDescriptor,
  PortContent,
  StftSettings,
} from './descriptor.ts';
export { type HostOptions, ModelHost, today } from './host.ts';
export { inspectOnnx, type OnnxFacts, type OnnxPort } from './onnx/inspectOnnx.ts';
export { parseDescriptor } from './parseDescriptor.ts';
export { allStems, type DescriptorJson, fromPreset, mergeJson, PRESETS, suggestPreset } from './presets.ts';
export type { ModelFile } from './run/messages.ts';
export { type SeparateOptions, type SeparateTiming, separate } from './run/separate.ts';
export type { AddModel } from './store/addModel.ts';
export { hashFile, MAX_MODEL_BYTES } from './store/copyFile.ts';
export { type DownloadOptions, download, forget, isAddress } from './store/download.ts';
export { type FileState, type InstalledModel, ModelStore } from './store/modelStore.ts';
export { rnnoiseDenoiser, rnnoiseModel } from './voice/rnnoise.ts';
export { RNNOISE_CARD } from './voice/rnnoiseModule.ts';
export { type FrameModel, VoiceStream } from './voice/voiceStream.ts';
