/** Compiles the committed WebAssembly text once per kernel; every use gets an instance and a memory of its own. */

const modules = new Map<string, WebAssembly.Module>();

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** A new instance with its exports typed by the caller. The memory is freed with the last reference. */
export function instantiate<Exports>(base64: string): Exports & { readonly memory: WebAssembly.Memory } {
  let module = modules.get(base64);
  if (!module) {
    module = new WebAssembly.Module(bytesOf(base64));
    modules.set(base64, module);
  }
  return new WebAssembly.Instance(module).exports as Exports & { readonly memory: WebAssembly.Memory };
}

/** Whether this runtime knows the instructions in it (WASM SIMD). */
export function runs(base64: string): boolean {
  return typeof WebAssembly !== 'undefined' && WebAssembly.validate(bytesOf(base64));
}
