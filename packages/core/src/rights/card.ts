/**
 * The card of a model: what it is, whose work it was trained on, under which licence its weights come, and which bytes
 * they are. Plain JSON, version 1. A model without a card does not run.
 * Vocabulary: close to the model cards of CycloneDX 1.7 and the AI profile of SPDX 3, which know neither consent nor
 * compensation; those fields are ours.
 */

/** What a model is for. */
export const CARD_TASKS = [
  'separate',
  'denoise',
  'transcribe',
  'classify',
  'match',
  'generate-midi',
  'generate-audio',
  'voice-convert',
  'other',
] as const;
/** How a model came to be; the last two are trained on data. */
export const CARD_KINDS = ['none', 'signal-processing', 'rule-based', 'discriminative-ml', 'generative-ml'] as const;
/** On what ground a data set may be used. */
export const DATASET_BASES = [
  'own-recordings',
  'contributed-with-consent',
  'licensed-by-contract',
  'open-licence',
  'public-domain',
  'research-only',
  'tdm-exception',
  'synthetic',
  'undisclosed',
  'scraped',
] as const;
export const CONSENT_STATUSES = [
  'not-applicable',
  'consented',
  'licensed',
  'open-licence',
  'mixed',
  'unknown',
  'none',
] as const;
export const DATASET_ROLES = ['train', 'finetune', 'validate', 'teacher'] as const;
export const DATASET_USES = ['commercial-ok', 'non-commercial', 'unclear'] as const;
export const COMMERCIAL_USES = ['allowed', 'forbidden', 'unclear'] as const;
export const DISCLOSURES = ['not-applicable', 'full', 'partial', 'none'] as const;
export const ARTIFACT_FORMATS = ['onnx', 'safetensors', 'tfjs', 'wasm', 'raw'] as const;
export const YES_NO_UNKNOWN = ['yes', 'no', 'unknown', 'n/a'] as const;
export const AI_CONTRIBUTIONS = ['None', 'Partly', 'All'] as const;
/** Who vouches that a file is the model of the card. */
export const PINNED_BY = ['publisher', 'studiohand', 'user'] as const;

/** One file of a model. */
export interface CardArtifact {
  /** File name without a folder. */
  readonly file: string;
  readonly bytes: number;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  readonly format: (typeof ARTIFACT_FORMATS)[number];
  /** Where it was published. */
  readonly source?: string;
  /** Who says that this hash is this model; 'publisher' where absent. */
  readonly pinnedBy?: (typeof PINNED_BY)[number];
}

/** One data set the model learned from. */
export interface CardDataset {
  readonly name: string;
  readonly role: (typeof DATASET_ROLES)[number];
  readonly size?: string;
  readonly licence?: string;
  readonly basis: (typeof DATASET_BASES)[number];
  readonly use: (typeof DATASET_USES)[number];
  /** Address of the list of contributors. */
  readonly attributionList?: string;
  readonly optOutHonoured?: (typeof YES_NO_UNKNOWN)[number];
  /** Where this is stated. */
  readonly evidence?: readonly string[];
}

/** A figure somebody claims for the model. */
export interface CardClaim {
  readonly metric: string;
  readonly value: number;
  readonly unit?: string;
  readonly dataset: string;
  /** How it was measured: 'cSDR, museval v4, median of medians'. */
  readonly protocol: string;
  readonly reproducedLocally?: boolean;
}

export interface ModelCard {
  readonly schema: 'model-card/1';
  /** `[a-z0-9][a-z0-9._-]{1,63}`. */
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly task: (typeof CARD_TASKS)[number];
  readonly kind: (typeof CARD_KINDS)[number];
  /** Empty in a card that ships without weights; adding the model's file fills it. */
  readonly artifacts: readonly CardArtifact[];
  /** What it does well and badly, in a producer's words. */
  readonly summary?: string;
  readonly sourceUrl?: string;
  readonly licence: {
    readonly code: string;
    readonly weights: string;
    readonly commercialUse: (typeof COMMERCIAL_USES)[number];
    readonly evidence?: readonly string[];
  };
  readonly training: {
    readonly disclosure: (typeof DISCLOSURES)[number];
    readonly datasets: readonly CardDataset[];
  };
  readonly consent: {
    readonly status: (typeof CONSENT_STATUSES)[number];
    readonly compensation?: (typeof YES_NO_UNKNOWN)[number];
    readonly credit?: (typeof YES_NO_UNKNOWN)[number];
    readonly certification?: readonly { readonly scheme: string; readonly id?: string; readonly expires?: string }[];
  };
  readonly styleTargeting: {
    readonly canTargetNamedArtist: boolean;
    readonly canTargetReferenceAudio: boolean;
    readonly voiceClone: boolean;
    readonly mitigation?: string;
  };
  readonly claims: readonly CardClaim[];
  readonly disclosureDefault?: {
    /** IPTC digital source type. */
    readonly digitalSourceType?: string;
    readonly ddexAiContribution?: (typeof AI_CONTRIBUTIONS)[number];
  };
  readonly reviewed: {
    readonly by: string;
    /** YYYY-MM-DD. */
    readonly date: string;
    /** YYYY-MM-DD; the review does not expire where absent. */
    readonly expires?: string;
  };
}

/** Whether the model learned from data at all. */
export function isTrained(card: Pick<ModelCard, 'kind'>): boolean {
  return card.kind === 'discriminative-ml' || card.kind === 'generative-ml';
}
