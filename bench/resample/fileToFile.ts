/** The process of {@link convertFile}: compiled code is kept between runs, as the command line does. */
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { convertFile } = await import('./convertFile.ts');
const [file = '', out = '', rate = ''] = process.argv.slice(2);
await convertFile(file, out, Number(rate));
