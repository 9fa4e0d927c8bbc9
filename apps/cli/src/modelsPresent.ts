/** Cards, verdicts and policy as a person reads them. */
import type { Assessment, ModelCard, ModelPolicy, Verdict } from '@studiohand/core/rights';
import type { ModelDescriptor } from '@studiohand/models';

const VERDICTS: Readonly<Record<Verdict, string>> = { allow: 'may run', confirm: 'asks first', deny: 'denied' };

interface Row extends Assessment {
  readonly id: string;
  readonly card: ModelCard;
}

/** What is here, then what only has a card. */
export function presentList(
  models: readonly (Row & { readonly stems: readonly string[] })[],
  cards: readonly (Row & { readonly ships: boolean })[],
  broken: readonly { readonly id: string; readonly message: string }[],
): string {
  const row = ({ id, card, verdict }: Row, more: string): string =>
    `  ${id.padEnd(20)} ${VERDICTS[verdict].padEnd(11)} ${card.task.padEnd(10)} ${more}`;
  const shipped = cards.filter(({ ships }) => ships);
  const known = cards.filter(({ ships }) => !ships);
  const none = '  none; add one with: studiohand models add FILE --card CARD';
  return [
    'Models',
    ...shipped.map((entry) => row(entry, `${entry.card.name} (comes with Studiohand)`)),
    ...models.map((entry) => row(entry, `${entry.card.name}: ${entry.stems.join(', ')}`)),
    ...(models.length === 0 ? [none] : []),
    ...broken.map(({ id, message }) => `  ${id.padEnd(20)} cannot be read: ${message}`),
    'Cards of known models, without their files',
    // Without its file every one is denied; what matters is what is said of it.
    ...known.map(
      ({ id, card }) => `  ${id.padEnd(20)} ${card.task.padEnd(10)} ${card.name}; weights: ${card.licence.weights}`,
    ),
  ].join('\n');
}

export function presentAssessment(id: string, { verdict, reasons }: Assessment): string {
  const words: Readonly<Record<Verdict, string>> = {
    allow: `${id} may run.`,
    confirm: `${id} runs when you accept the reasons marked "asks".`,
    deny: `${id} must not run.`,
  };
  const marks: Readonly<Record<Verdict, string>> = { allow: 'note', confirm: 'asks', deny: 'denied' };
  return [words[verdict], ...reasons.map((r) => `  ${marks[r.verdict].padEnd(7)} ${r.text} [${r.code}]`)].join('\n');
}

export function presentCard(card: ModelCard, descriptor: ModelDescriptor | undefined, assessment: Assessment): string {
  const { licence, training, consent } = card;
  const line = (label: string, value: string): string => `${label.padEnd(16)} ${value}`;
  return [
    `${card.name} (${card.id}, version ${card.version})`,
    ...(card.summary === undefined ? [] : [card.summary]),
    line('Task', `${card.task}, ${card.kind}`),
    line('Weights', `${licence.weights}; commercial use ${licence.commercialUse}`),
    line('Code', licence.code),
    line('Training data', `disclosed: ${training.disclosure}`),
    ...training.datasets.map(({ name, role, size, basis, use }) =>
      line('', `${name}${size === undefined ? '' : `, ${size}`} (${role}; ${basis}; ${use})`),
    ),
    line('Consent', `${consent.status}${consent.compensation === undefined ? '' : `; paid: ${consent.compensation}`}`),
    ...card.claims.map(({ metric, value, unit = '', dataset, protocol, reproducedLocally }) =>
      line(
        'Claim',
        `${metric} ${value} ${unit} on ${dataset} (${protocol}${reproducedLocally ? '; reproduced here' : ''})`,
      ),
    ),
    ...[...(licence.evidence ?? []), ...training.datasets.flatMap(({ evidence = [] }) => evidence)].map((address) =>
      line('Evidence', address),
    ),
    ...card.artifacts.map(({ file, sha256, bytes, pinnedBy = 'publisher' }) =>
      line('File', `${file}, ${(bytes / 1e6).toFixed(1)} MB, sha256 ${sha256}, pinned by ${pinnedBy}`),
    ),
    ...(descriptor ? [line('Stems', descriptor.stems.join(', ')), line('Rate', `${descriptor.sampleRateHz} Hz`)] : []),
    line(
      'Reviewed',
      `${card.reviewed.date} by ${card.reviewed.by}${card.reviewed.expires === undefined ? '' : `, until ${card.reviewed.expires}`}`,
    ),
    presentAssessment(card.id, assessment),
  ].join('\n');
}

export function presentPolicy({ commercial, deniedModels, deniedReasons }: ModelPolicy): string {
  return [
    `Work            ${commercial ? 'commercial: weights must allow it' : 'private: not for sale'}`,
    `Denied models   ${deniedModels.join(', ') || 'none'}`,
    `Not acceptable  ${deniedReasons.join(', ') || 'every open reason may be accepted, one by one'}`,
  ].join('\n');
}
