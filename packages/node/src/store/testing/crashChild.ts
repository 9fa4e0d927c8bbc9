/**
 * Works at a desk in a process of its own and tells on stdout, line by line, what was reported saved. Arguments: data
 * folder, and the number of the step before which the process kills itself (0: never). Ends with the steps counted.
 */
import { writeFileSync, writeSync } from 'node:fs';
import { openBlobs } from '../fileBlobs.ts';
import { openStore } from '../sqliteStore.ts';
import { sampleJob, sampleSource, sampleTake } from './samples.ts';

const [folder = '', killAt = '0'] = process.argv.slice(2);
let steps = 0;

/** The state after a step is the state before the next one, so only the latter ones are places of their own. */
function onStep(step: string): void {
  if (!step.endsWith(' before')) return;
  steps++;
  if (steps === Number(killAt)) process.kill(process.pid, 'SIGKILL');
}

function saved<T>(what: string, record: T): T {
  writeSync(1, `${JSON.stringify({ what, record })}\n`);
  return record;
}

async function* parts(fill: number, count: number): AsyncIterable<Uint8Array> {
  for (let n = 0; n < count; n++) yield new Uint8Array(5000).fill(fill + n);
}

const store = await openStore(folder, { onStep });
const blobs = await openBlobs(folder, { onStep });
await blobs.recover();
const song = saved('session', await store.createSession('Blue Hour'));
const imported = saved('blob', await blobs.add(parts(1, 3)));
const source = saved('source', await store.addSource(sampleSource(song.id, imported.sha256)));

const about = { sessionId: song.id, sourceId: source.id, tool: 'gain', params: {}, plan: null };
const one = saved('step', await store.addPlanStep({ ...about, label: 'one' }));
await store.addPlanStep({ ...about, label: 'undone' });
await store.setCurrentPlanStep(source.id, 'gain', one.id);
saved('current', one);
saved('step', await store.addPlanStep({ ...about, label: 'two' }));

for (const fill of [20, 30]) {
  const job = saved('job', await store.addJob(sampleJob(song.id, source.id)));
  await store.updateJob(job.id, { state: 'running', startedAt: job.createdAt });
  const path = await blobs.temporaryPath('.wav');
  writeFileSync(path, new Uint8Array(9000).fill(fill));
  const rendered = saved('blob', await blobs.adopt(path));
  const take = saved('take', await store.addTake(sampleTake(song.id, source.id, rendered.sha256), job.id));
  saved('decision', await store.addDecision({ takeId: take.id, verdict: 'accept', note: 'Good' }));
  saved('test', await store.addListeningTest({ takeId: take.id, kind: 'abx', trials: 8, hits: 7, pValue: 0.035 }));
  saved('export', await store.addExport({ takeId: take.id, path: 'exports/a.wav', sha256: take.sha256 }));
}

const second = await store.createSession('Thrown away');
await store.addSource(sampleSource(second.id, imported.sha256));
const own = await blobs.add(parts(100, 1));
const thrown = saved('thrown source', await store.addSource(sampleSource(second.id, own.sha256)));
await store.deleteSession(second.id);
saved('deleted', thrown);
await blobs.remove(own.sha256);
saved('removed', own);

await store.saveView(song.id, { zoom: 2 });
saved('view', { zoom: 2 });
saved('title', await store.renameSession(song.id, 'Red Hour'));
await store.close();
saved('end', { steps });
