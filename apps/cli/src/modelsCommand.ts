/** `studiohand models`: what is here, what may run, and adding, checking and removing models. */
import { AudioError } from '@studiohand/core/audio';
import { assessModel, knownCard, type ModelCard, permit } from '@studiohand/core/rights';
import type { ModelStore } from '@studiohand/models';
import type { Command } from 'commander';
import { asAudioError, EXIT, exitCode } from './exitCodes.ts';
import { defaultModelFolder } from './lazySeparator.ts';
import { type AddOptions, addModel } from './modelsAdd.ts';
import { changePolicy, type PolicyOptions } from './modelsPolicy.ts';
import { presentAssessment, presentCard, presentList, presentPolicy } from './modelsPresent.ts';
import { printResult, today } from './modelsShared.ts';

interface Common {
  readonly models?: string;
  readonly json?: boolean;
}

type Run<O> = (store: ModelStore, args: readonly string[], options: O) => Promise<number>;

const gather = (value: string, all: readonly string[]): string[] => [...all, value];

/** Adds `models` with its commands. Exit 0 done, 3 for what cannot be read or is not here, 4 where the policy refuses. */
export function addModelsCommand(
  program: Command,
  setStatus: (status: number) => void,
  signal: AbortSignal,
  printError: (file: string | undefined, error: AudioError) => void,
): void {
  const models = program
    .command('models')
    .description('Models: their cards, the policy that decides which may run, and the files themselves.');
  const command = <O extends Common>(usage: string, description: string, run: Run<O>): Command =>
    models
      .command(usage)
      .description(description)
      .option('--models <folder>', 'where models are kept (default: $STUDIOHAND_MODELS, or models in the data folder)')
      .option('--json', 'print one JSON document on stdout and nothing else there')
      .exitOverride()
      .action(async (...given: unknown[]) => {
        const options = given.at(-2) as O;
        const args = given
          .slice(0, -2)
          .flat()
          .filter((arg) => arg !== undefined) as string[];
        try {
          const { ModelStore } = await import('@studiohand/models');
          const folder = options.models ?? defaultModelFolder();
          setStatus(await run(new ModelStore(folder), args, options));
        } catch (error) {
          const typed = asAudioError(signal.aborted && signal.reason instanceof AudioError ? signal.reason : error);
          printError(undefined, typed);
          setStatus(exitCode(typed));
        }
      });
  command<Common>('list', 'Models that are here, and cards that ship without weights, each with its verdict.', list);
  command<AddOptions>(
    'add <files...>',
    'Add a model: its files or https addresses, with a card.',
    (store, files, options) => addModel(store, files, options, signal),
  )
    .option('--card <card>', 'id of a card that ships (models list), or a JSON file')
    .option(
      '--preset <id>',
      'kind of export: mdx-net, htdemucs-waveform, htdemucs-hybrid, spleeter, open-unmix, roformer, magnitude-mask, complex-mask; by the shapes of the file where they tell',
    )
    .option('--descriptor <file.json>', 'the whole descriptor, instead of a preset')
    .option('--set <field=value>', 'change a field of the preset, as stft.size=7680; may be repeated', gather, [])
    .option('--as <id>', 'another id than that of the card')
    .option('--sha256 <hex>', 'the hash that the file must have');
  command<Common>('show <id>', 'The card of a model in words: data, consent, licence, verdict.', show);
  command<Common>(
    'verify [ids...]',
    'Hash the files anew and compare them with the pinned hashes.',
    (store, ids, options) => verify(store, ids, options, signal),
  );
  command<Common>('remove <id>', 'Remove a model and its files.', async (store, [id = ''], { json }) => {
    await store.remove(id);
    printResult(json, { removed: id }, `Removed ${id}.`);
    return EXIT.done;
  });
  command<PolicyOptions & Common>(
    'policy [id]',
    'Show or change the policy, or ask whether a model may run (exit 4 where not).',
    policy,
  )
    .option('--commercial', 'the work is for sale (default)')
    .option('--private', 'the work is not for sale')
    .option('--deny-model <id>', 'a model that never runs here; may be repeated', gather, [])
    .option('--undeny-model <id>', 'take that back; may be repeated', gather, [])
    .option('--deny-reason <code>', 'a reason that nobody may accept here; may be repeated', gather, [])
    .option('--undeny-reason <code>', 'take that back; may be repeated', gather, [])
    .option('--accept-model-risk <code>', 'ask with this reason accepted; may be repeated', gather, []);
  models.exitOverride();
}

const list: Run<Common> = async (store, _, { json }) => {
  const { models, broken } = await store.list();
  const rules = await store.policy();
  const { KNOWN_CARDS } = await import('@studiohand/core/rights');
  const verdict = (card: ModelCard) => assessModel(card, { today: today() }, rules);
  const installed = models.map(({ id, card, descriptor }) => ({ id, card, stems: descriptor.stems, ...verdict(card) }));
  const cards = KNOWN_CARDS.filter(({ id }) => !models.some((model) => model.id === id)).map((card) => ({
    id: card.id,
    card,
    ships: card.artifacts.length > 0,
    ...verdict(card),
  }));
  const faults = broken.map(({ id, error: { code, message } }) => ({ id, code, message }));
  printResult(
    json,
    { folder: store.folder, models: installed, cards, broken: faults },
    presentList(installed, cards, faults),
  );
  return EXIT.done;
};

const show: Run<Common> = async (store, [id = ''], { json }) => {
  const known = knownCard(id);
  const model = await store.get(id).catch((error: unknown) => {
    if (known && error instanceof AudioError && error.code === 'not-found') return undefined;
    throw error;
  });
  const card = model?.card ?? (known as ModelCard);
  const assessment = assessModel(card, { today: today() }, await store.policy());
  printResult(
    json,
    { card, descriptor: model?.descriptor, ...assessment },
    presentCard(card, model?.descriptor, assessment),
  );
  return EXIT.done;
};

const policy: Run<PolicyOptions & Common> = async (store, [id], options) => {
  const rules = changePolicy(await store.policy(), options);
  if (rules.changed) await store.setPolicy(rules.policy);
  if (id === undefined) {
    printResult(options.json, rules.policy, presentPolicy(rules.policy));
    return EXIT.done;
  }
  const card = await store.get(id).then(
    (model) => model.card,
    (error: unknown) => {
      const known = knownCard(id);
      if (known) return known;
      throw error;
    },
  );
  const assessment = assessModel(card, { today: today() }, rules.policy);
  printResult(options.json, { id, ...assessment }, presentAssessment(id, assessment));
  permit(id, assessment, options.acceptModelRisk);
  return EXIT.done;
};

async function verify(
  store: ModelStore,
  ids: readonly string[],
  { json }: Common,
  signal: AbortSignal,
): Promise<number> {
  const { models, broken } = await store.list();
  if (ids.length === 0 && broken[0]) throw broken[0].error;
  const wanted = ids.length > 0 ? ids : models.map(({ id }) => id);
  const results: { id: string; files: Awaited<ReturnType<ModelStore['verify']>> }[] = [];
  for (const id of wanted) results.push({ id, files: await store.verify(id, signal) });
  const lines = results.flatMap(({ id, files }) =>
    files.map(({ file, state }) => `${id.padEnd(28)} ${state.padEnd(8)} ${file}`),
  );
  printResult(json, { models: results }, lines.length > 0 ? lines.join('\n') : 'There are no models here.');
  const bad = results.filter(({ files }) => files.some(({ state }) => state !== 'sound'));
  if (bad.length === 0) return EXIT.done;
  throw new AudioError(
    'refused',
    `${bad.map(({ id }) => id).join(', ')}: not as added [ARTIFACT_HASH_MISMATCH]; such models do not run.`,
    'Remove the model and add it again from where it was published.',
  );
}
