export { checkCompanionCount, companionsOf } from './companions.ts';
export type {
  SeparateRequest,
  SeparatorModel,
  StemBlock,
  StemSeparator,
  VoiceDenoiser,
  VoiceProcessor,
} from './models.ts';
export {
  type Attachment,
  type CodecPreview,
  type Companions,
  defineTool,
  type Finding,
  type JsonSchema,
  type Move,
  type ParameterSet,
  type Plan,
  type Preset,
  type Progress,
  type Report,
  type StemSpec,
  type Tool,
  type ToolContext,
} from './tool.ts';
