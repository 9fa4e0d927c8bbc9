/** A server in a process of its own, to be killed. Prints port and launch token. */
import { startServer } from '../startServer.ts';

const { port, launchToken } = await startServer({ dataFolder: process.argv[2] ?? '', port: 0 });
process.stdout.write(`${port} ${launchToken}\n`);
