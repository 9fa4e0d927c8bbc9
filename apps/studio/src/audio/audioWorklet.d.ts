/** The part of the AudioWorkletGlobalScope that the audio thread uses; TypeScript's DOM library leaves it out. */
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
  abstract process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean;
}
declare function registerProcessor(
  name: string,
  processor: new (options: { processorOptions: unknown }) => AudioWorkletProcessor,
): void;
declare const sampleRate: number;
declare const currentTime: number;

/** Vite: the address of a module bundled by itself. */
declare module '*?worker&url' {
  const url: string;
  export default url;
}
