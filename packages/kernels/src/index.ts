export { typescriptKernels as wasmKernels } from '@studiohand/core/dsp';
