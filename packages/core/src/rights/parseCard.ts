/** Reads a model card from unknown JSON: every field checked, unknown ones refused, all faults named at once. */
import {
  AI_CONTRIBUTIONS,
  ARTIFACT_FORMATS,
  CARD_KINDS,
  CARD_TASKS,
  type CardArtifact,
  type CardClaim,
  type CardDataset,
  COMMERCIAL_USES,
  CONSENT_STATUSES,
  DATASET_BASES,
  DATASET_ROLES,
  DATASET_USES,
  DISCLOSURES,
  isTrained,
  type ModelCard,
  PINNED_BY,
  YES_NO_UNKNOWN,
} from './card.ts';
import { FieldReader } from './fieldReader.ts';

const ID = /^[a-z0-9][a-z0-9._-]{1,63}$/;
const SHA256 = /^[0-9a-f]{64}$/;
const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
/** A name in a folder: no separators, no leading dot. */
const FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.+ -]{0,127}$/;

/** The card in `value`. Throws AudioError 'invalid-parameter' naming each field at fault. */
export function parseCard(value: unknown): ModelCard {
  const r = new FieldReader();
  const text = (v: unknown, p: string): string => r.text(v, p);
  const texts = (v: unknown, p: string): string[] => r.list(v, p, text);
  const date = (v: unknown, p: string): string => r.text(v, p, DATE);
  const answer = (v: unknown, p: string): (typeof YES_NO_UNKNOWN)[number] => r.choice(v, p, YES_NO_UNKNOWN);
  const card = r.object(value, '', [
    ...['schema', 'id', 'name', 'version', 'task', 'kind', 'artifacts', 'summary', 'sourceUrl', 'licence', 'training'],
    ...['consent', 'styleTargeting', 'claims', 'disclosureDefault', 'reviewed'],
  ]);
  const licence = r.object(card['licence'], 'licence', ['code', 'weights', 'commercialUse', 'evidence']);
  const training = r.object(card['training'], 'training', ['disclosure', 'datasets']);
  const consent = r.object(card['consent'], 'consent', ['status', 'compensation', 'credit', 'certification']);
  const style = r.object(card['styleTargeting'], 'styleTargeting', [
    ...['canTargetNamedArtist', 'canTargetReferenceAudio', 'voiceClone', 'mitigation'],
  ]);
  const reviewed = r.object(card['reviewed'], 'reviewed', ['by', 'date', 'expires']);
  const result: ModelCard = {
    schema: r.choice(card['schema'], 'schema', ['model-card/1']),
    id: r.text(card['id'], 'id', ID),
    name: text(card['name'], 'name'),
    version: text(card['version'], 'version'),
    task: r.choice(card['task'], 'task', CARD_TASKS),
    kind: r.choice(card['kind'], 'kind', CARD_KINDS),
    artifacts: r.list(card['artifacts'], 'artifacts', (v, p) => artifact(r, v, p)),
    ...r.optional(card, 'summary', '', text),
    ...r.optional(card, 'sourceUrl', '', text),
    licence: {
      code: text(licence['code'], 'licence.code'),
      weights: text(licence['weights'], 'licence.weights'),
      commercialUse: r.choice(licence['commercialUse'], 'licence.commercialUse', COMMERCIAL_USES),
      ...r.optional(licence, 'evidence', 'licence', texts),
    },
    training: {
      disclosure: r.choice(training['disclosure'], 'training.disclosure', DISCLOSURES),
      datasets: r.list(training['datasets'], 'training.datasets', (v, p) => dataset(r, v, p)),
    },
    consent: {
      status: r.choice(consent['status'], 'consent.status', CONSENT_STATUSES),
      ...r.optional(consent, 'compensation', 'consent', answer),
      ...r.optional(consent, 'credit', 'consent', answer),
      ...r.optional(consent, 'certification', 'consent', (list, path) =>
        r.list(list, path, (v, p) => {
          const entry = r.object(v, p, ['scheme', 'id', 'expires']);
          return {
            scheme: text(entry['scheme'], `${p}.scheme`),
            ...r.optional(entry, 'id', p, text),
            ...r.optional(entry, 'expires', p, date),
          };
        }),
      ),
    },
    styleTargeting: {
      canTargetNamedArtist: r.boolean(style['canTargetNamedArtist'], 'styleTargeting.canTargetNamedArtist'),
      canTargetReferenceAudio: r.boolean(style['canTargetReferenceAudio'], 'styleTargeting.canTargetReferenceAudio'),
      voiceClone: r.boolean(style['voiceClone'], 'styleTargeting.voiceClone'),
      ...r.optional(style, 'mitigation', 'styleTargeting', text),
    },
    claims: r.list(card['claims'], 'claims', (v, p) => claim(r, v, p)),
    ...r.optional(card, 'disclosureDefault', '', (v, p) => {
      const entry = r.object(v, p, ['digitalSourceType', 'ddexAiContribution']);
      return {
        ...r.optional(entry, 'digitalSourceType', p, text),
        ...r.optional(entry, 'ddexAiContribution', p, (c, path) => r.choice(c, path, AI_CONTRIBUTIONS)),
      };
    }),
    reviewed: {
      by: text(reviewed['by'], 'reviewed.by'),
      date: date(reviewed['date'], 'reviewed.date'),
      ...r.optional(reviewed, 'expires', 'reviewed', date),
    },
  };
  if (isTrained(result) && result.training.disclosure === 'not-applicable')
    r.fault('training.disclosure', "cannot be 'not-applicable' for a trained model");
  if (isTrained(result) && result.consent.status === 'not-applicable' && result.training.datasets.some(needsConsent))
    r.fault('consent.status', "cannot be 'not-applicable' where other people's recordings were used");
  r.finish('The model card', 'docs/models.md names every field; `studiohand models show ID --json` prints an example.');
  return result;
}

function needsConsent({ basis }: CardDataset): boolean {
  return basis !== 'own-recordings' && basis !== 'synthetic' && basis !== 'public-domain';
}

function artifact(r: FieldReader, value: unknown, path: string): CardArtifact {
  const entry = r.object(value, path, ['file', 'bytes', 'sha256', 'format', 'source', 'pinnedBy']);
  return {
    file: r.text(entry['file'], `${path}.file`, FILE_NAME),
    bytes: r.number(entry['bytes'], `${path}.bytes`, { whole: true, least: 1 }),
    sha256: r.text(entry['sha256'], `${path}.sha256`, SHA256),
    format: r.choice(entry['format'], `${path}.format`, ARTIFACT_FORMATS),
    ...r.optional(entry, 'source', path, (v, p) => r.text(v, p)),
    ...r.optional(entry, 'pinnedBy', path, (v, p) => r.choice(v, p, PINNED_BY)),
  };
}

function dataset(r: FieldReader, value: unknown, path: string): CardDataset {
  const entry = r.object(value, path, [
    ...['name', 'role', 'size', 'licence', 'basis', 'use', 'attributionList', 'optOutHonoured', 'evidence'],
  ]);
  const text = (v: unknown, p: string): string => r.text(v, p);
  return {
    name: text(entry['name'], `${path}.name`),
    role: r.choice(entry['role'], `${path}.role`, DATASET_ROLES),
    ...r.optional(entry, 'size', path, text),
    ...r.optional(entry, 'licence', path, text),
    basis: r.choice(entry['basis'], `${path}.basis`, DATASET_BASES),
    use: r.choice(entry['use'], `${path}.use`, DATASET_USES),
    ...r.optional(entry, 'attributionList', path, text),
    ...r.optional(entry, 'optOutHonoured', path, (v, p) => r.choice(v, p, YES_NO_UNKNOWN)),
    ...r.optional(entry, 'evidence', path, (v, p) => r.list(v, p, text)),
  };
}

function claim(r: FieldReader, value: unknown, path: string): CardClaim {
  const entry = r.object(value, path, ['metric', 'value', 'unit', 'dataset', 'protocol', 'reproducedLocally']);
  const text = (v: unknown, p: string): string => r.text(v, p);
  return {
    metric: text(entry['metric'], `${path}.metric`),
    value: r.number(entry['value'], `${path}.value`),
    ...r.optional(entry, 'unit', path, text),
    dataset: text(entry['dataset'], `${path}.dataset`),
    protocol: text(entry['protocol'], `${path}.protocol`),
    ...r.optional(entry, 'reproducedLocally', path, (v, p) => r.boolean(v, p)),
  };
}
