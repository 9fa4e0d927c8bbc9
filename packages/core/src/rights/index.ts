export * from './card.ts';
export {
  type Assessment,
  assessModel,
  type GateReason,
  type GateRequest,
  type Permission,
  permit,
  type Verdict,
} from './gate.ts';
export { KNOWN_CARDS, knownCard } from './knownCards.ts';
export { parseCard } from './parseCard.ts';
export { DEFAULT_POLICY, type ModelPolicy, parsePolicy } from './policy.ts';
export { REASONS, type ReasonCode } from './reasons.ts';
