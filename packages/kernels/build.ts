/**
 * Compiles every kernel of src/assembly to WebAssembly with SIMD and writes it as base64 into src/wasm, so that the
 * same bytes load in Node, browsers and workers without fetching a file. With --check it compares instead of writing.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const here = fileURLToPath(new URL('.', import.meta.url));
const check = process.argv.includes('--check');
const scratch = mkdtempSync(join(here, '.build-'));
let stale = false;
try {
  for (const file of readdirSync(join(here, 'src/assembly')).sort()) {
    const name = file.replace('.as.ts', '');
    const binary = join(scratch, `${name}.wasm`);
    const { error, stderr } = await asc.main([
      join('src/assembly', file),
      ...['--outFile', binary, '--baseDir', here],
      ...['-O3', '--noAssert', '--enable', 'simd', '--runtime', 'stub', '--use', 'abort='],
    ]);
    if (error) throw new Error(`${file}: ${stderr.toString()}`);
    const bytes = readFileSync(binary);
    const lines = bytes.toString('base64').match(/.{1,110}/g) ?? [];
    const text = `// Built from ../assembly/${file} by \`npm run kernels\`: ${bytes.length} bytes of WebAssembly.\nexport const ${name}Wasm: string =\n  ${lines.map((line) => `'${line}'`).join(' +\n  ')};\n`;
    const target = join(here, 'src/wasm', `${name}.wasm.ts`);
    if (existsSync(target) && readFileSync(target, 'utf8') === text) continue;
    stale = true;
    console.error(`${check ? 'Out of date' : 'Written'}: src/wasm/${name}.wasm.ts (${bytes.length} bytes)`);
    if (!check) writeFileSync(target, text);
  }
} finally {
  rmSync(scratch, { recursive: true });
}
if (check && stale) {
  console.error('Run `npm run kernels` and commit the result.');
  process.exit(1);
}
