/**
 * Decides whether a model may run: allow, confirm (a person accepts named reasons) or deny. Pure and total: the
 * verdict is the strictest of all rules, so their order does not matter, and no rule loosens another.
 */
import { AudioError } from '../audio/index.ts';
import { isTrained, type ModelCard } from './card.ts';
import { DEFAULT_POLICY, type ModelPolicy } from './policy.ts';
import { REASONS, type ReasonCode } from './reasons.ts';

export type Verdict = 'allow' | 'confirm' | 'deny';

/** One rule that spoke. `allow` is a remark. */
export interface GateReason {
  readonly code: ReasonCode;
  readonly verdict: Verdict;
  /** In a producer's words. */
  readonly text: string;
}

/** What the model is about to be used for. */
export interface GateRequest {
  /** YYYY-MM-DD. */
  readonly today: string;
  /** Hash of the bytes about to be loaded. */
  readonly loadedSha256?: string;
  /** Whether the request names an artist to sound like. */
  readonly namesArtist?: boolean;
  /** Whether a record of that person's consent is at hand. */
  readonly consentRecord?: boolean;
}

export interface Assessment {
  readonly verdict: Verdict;
  readonly reasons: readonly GateReason[];
}

const STRICTNESS: Readonly<Record<Verdict, number>> = { allow: 0, confirm: 1, deny: 2 };
const CONSENT_BASES: readonly string[] = ['consented', 'licensed', 'open-licence'];

/** The verdict on a model with this card, or without one. */
export function assessModel(
  card: ModelCard | undefined,
  request: GateRequest,
  policy: ModelPolicy = DEFAULT_POLICY,
): Assessment {
  const found = card ? [...rules(card, request, policy)] : ([['deny', 'CARD_MISSING']] as const);
  const reasons = found.map(([verdict, code]): GateReason => ({ code, verdict, text: REASONS[code] }));
  if (reasons.some(({ verdict, code }) => verdict === 'confirm' && policy.deniedReasons.includes(code)))
    reasons.push({ code: 'POLICY_DENIES_REASON', verdict: 'deny', text: REASONS.POLICY_DENIES_REASON });
  const verdict = reasons.reduce<Verdict>((a, r) => (STRICTNESS[r.verdict] > STRICTNESS[a] ? r.verdict : a), 'allow');
  return { verdict, reasons };
}

function* rules(card: ModelCard, request: GateRequest, policy: ModelPolicy): Generator<readonly [Verdict, ReasonCode]> {
  const { artifacts, licence, training, styleTargeting } = card;
  const { commercial } = policy;
  const generative = card.kind === 'generative-ml';
  const stricterIfGenerative = generative ? 'deny' : 'confirm';
  if (policy.deniedModels.includes(card.id)) yield ['deny', 'POLICY_DENIES_MODEL'];
  if (isTrained(card) && artifacts.length === 0) yield ['deny', 'ARTIFACT_HASH_MISSING'];
  const { loadedSha256 } = request;
  if (loadedSha256 !== undefined && !artifacts.some(({ sha256 }) => sha256 === loadedSha256))
    yield ['deny', 'ARTIFACT_HASH_MISMATCH'];
  if (artifacts.some(({ pinnedBy }) => pinnedBy === 'user')) yield ['allow', 'ARTIFACT_PINNED_BY_USER'];
  if (request.today > (card.reviewed.expires ?? '9999')) yield ['confirm', 'CARD_REVIEW_EXPIRED'];
  if (commercial && licence.commercialUse === 'forbidden') yield ['deny', 'WEIGHTS_NONCOMMERCIAL'];
  if (commercial && licence.commercialUse === 'unclear') yield ['confirm', 'WEIGHTS_LICENCE_UNCLEAR'];
  if (isTrained(card)) {
    const { disclosure, datasets } = training;
    if (disclosure === 'none') yield [stricterIfGenerative, 'TRAINING_UNDISCLOSED'];
    if (datasets.some(({ basis }) => basis === 'undisclosed'))
      yield [stricterIfGenerative, 'TRAINING_PARTLY_UNDISCLOSED'];
    if (datasets.some(({ basis }) => basis === 'scraped')) yield ['deny', 'TRAINING_SCRAPED'];
    if (commercial && datasets.some(({ use }) => use === 'non-commercial'))
      yield [stricterIfGenerative, 'TRAINING_DATA_NONCOMMERCIAL'];
    if (generative && !CONSENT_BASES.includes(card.consent.status)) yield ['deny', 'NO_CONSENT_BASIS'];
  }
  const withConsent = request.consentRecord ? 'confirm' : 'deny';
  if (styleTargeting.voiceClone) yield [withConsent, 'VOICE_CLONE_NEEDS_CONSENT'];
  if (request.namesArtist) yield [withConsent, 'NAMED_ARTIST_NEEDS_CONSENT'];
}

/** What the producer accepted, for the ledger and the disclosure. */
export interface Permission {
  readonly modelId: string;
  readonly verdict: 'allow' | 'confirm';
  readonly accepted: readonly ReasonCode[];
}

/**
 * The permission to run, given the reasons the producer accepted by their codes. Throws AudioError 'refused' that says
 * why, and which codes would have to be accepted where that is possible.
 */
export function permit(
  modelId: string,
  { verdict, reasons }: Assessment,
  accepted: readonly string[] = [],
): Permission {
  const list = (wanted: readonly GateReason[]): string => wanted.map(({ text, code }) => `${text} [${code}]`).join(' ');
  if (verdict === 'deny') {
    const denying = reasons.filter((r) => r.verdict === 'deny');
    throw new AudioError('refused', `${modelId} must not run. ${list(denying)}`, denialHint(denying));
  }
  const open = reasons.filter((r) => r.verdict === 'confirm' && !accepted.includes(r.code));
  if (open.length > 0) {
    const flags = open.map(({ code }) => `--accept-model-risk=${code}`).join(' ');
    throw new AudioError(
      'refused',
      `${modelId} runs only when you accept: ${list(open)}`,
      `If you take the responsibility, add ${flags}. It is recorded and disclosed.`,
    );
  }
  const taken = reasons.filter((r) => r.verdict === 'confirm').map(({ code }) => code);
  return { modelId, verdict, accepted: taken };
}

function denialHint(denying: readonly GateReason[]): string {
  const has = (...codes: ReasonCode[]): boolean => denying.some(({ code }) => codes.includes(code));
  if (has('ARTIFACT_HASH_MISMATCH')) return 'Remove the model and add it again from where it was published.';
  if (has('ARTIFACT_HASH_MISSING')) return 'Add the file of the model: studiohand models add FILE --card ID.';
  if (has('CARD_MISSING')) return 'Write a card for it, or use one of those that ship: studiohand models list.';
  if (has('POLICY_DENIES_MODEL', 'POLICY_DENIES_REASON'))
    return 'studiohand models policy shows the rules of this studio.';
  if (has('WEIGHTS_NONCOMMERCIAL', 'TRAINING_DATA_NONCOMMERCIAL'))
    return 'For private work only: studiohand models policy --private. Otherwise use another model.';
  return 'Use a model whose training data and licence are in order.';
}
