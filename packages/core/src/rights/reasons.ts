/** Every reason the gate can give, in words a producer understands. Codes are a public contract: additions only. */
export const REASONS = {
  CARD_MISSING: 'The model has no card: nobody says what it was trained on or under which licence it comes.',
  ARTIFACT_HASH_MISSING: 'The card names no file with its hash, so nobody can tell which weights it speaks of.',
  ARTIFACT_HASH_MISMATCH: 'The file is not the one of the card: its hash differs. It may be damaged or exchanged.',
  ARTIFACT_PINNED_BY_USER:
    'That this file is the model of the card is what whoever added it says; no publisher confirms it.',
  CARD_REVIEW_EXPIRED: 'The last review of this card has expired: licence or data may be known better by now.',
  WEIGHTS_NONCOMMERCIAL: 'The weights may not be used commercially.',
  WEIGHTS_LICENCE_UNCLEAR: 'Nobody states clearly whether the weights may be used commercially.',
  TRAINING_UNDISCLOSED: 'What the model was trained on is not disclosed.',
  TRAINING_PARTLY_UNDISCLOSED: 'A part of what the model was trained on is not disclosed.',
  TRAINING_SCRAPED: 'The model was trained on recordings taken without permission.',
  TRAINING_DATA_NONCOMMERCIAL: 'The model was trained on data for research or non-commercial use only.',
  NO_CONSENT_BASIS: 'It generates, and the people it learned from neither consented nor licensed their work.',
  VOICE_CLONE_NEEDS_CONSENT: 'It imitates a voice: that needs a record of the consent of that person.',
  NAMED_ARTIST_NEEDS_CONSENT: 'It is asked to sound like a named artist: that needs a record of their consent.',
  POLICY_DENIES_MODEL: "This studio's policy denies this model.",
  POLICY_DENIES_REASON: "This studio's policy does not let anyone accept this reason.",
} as const;

export type ReasonCode = keyof typeof REASONS;
