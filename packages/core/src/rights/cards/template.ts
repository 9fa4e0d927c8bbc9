/** What the cards of public audio-to-audio models have in common. */
import type { CardDataset, ModelCard } from '../card.ts';

type Own = Pick<ModelCard, 'id' | 'name' | 'version' | 'task' | 'summary' | 'licence' | 'training' | 'consent'> &
  Partial<Pick<ModelCard, 'artifacts' | 'sourceUrl' | 'claims'>>;

/** A card reviewed by this project from public statements; the review holds for a year. */
export function publicModel(own: Own): ModelCard {
  return {
    schema: 'model-card/1',
    kind: 'discriminative-ml',
    artifacts: [],
    styleTargeting: { canTargetNamedArtist: false, canTargetReferenceAudio: false, voiceClone: false },
    claims: [],
    disclosureDefault: {
      digitalSourceType: 'http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicallyEnhanced',
      ddexAiContribution: 'None',
    },
    reviewed: { by: 'Studiohand', date: '2026-11-22', expires: '2027-11-22' },
    ...own,
  };
}

/** MUSDB18(-HQ): 150 songs for research and education. */
export const MUSDB: CardDataset = {
  name: 'MUSDB18-HQ',
  role: 'train',
  size: '100 songs',
  licence: 'research and education only; 46 of its songs CC BY-NC-SA',
  basis: 'research-only',
  use: 'non-commercial',
  evidence: ['https://sigsep.github.io/datasets/musdb.html'],
};
