import type { ModelCard } from './card.ts';
import {
  bsRoformer,
  demucsMdx,
  htdemucs,
  htdemucs6,
  mdxNet,
  mdxUvr,
  scnetMusdb,
  spleeter,
  umxhq,
  umxl,
} from './cards/separators.ts';
import { deepFilterNet, rnnoise } from './cards/voices.ts';

/**
 * Cards of public models, as data. All but RNNoise, which ships, come without weights: a producer who has the file adds
 * it with one of these cards.
 */
export const KNOWN_CARDS: readonly ModelCard[] = [
  ...[htdemucs, htdemucs6, demucsMdx, mdxNet, mdxUvr, spleeter, umxhq, umxl, bsRoformer, scnetMusdb],
  ...[rnnoise, deepFilterNet],
];

/** The known card with this id. */
export function knownCard(id: string): ModelCard | undefined {
  return KNOWN_CARDS.find((card) => card.id === id);
}
