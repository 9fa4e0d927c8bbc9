import type { Tool } from '@studiohand/core/tool';
import { clash } from './clash/index.ts';
import { clean } from './clean/index.ts';
import { convert } from './convert/index.ts';
import { gain } from './gain/index.ts';
import { immersive } from './immersive/index.ts';
import { master } from './master/index.ts';
import { match } from './match/index.ts';
import { measure } from './measure/index.ts';
import { separate } from './separate/index.ts';

/** Every tool of the product, in the order shown. CLI, server, studio, docs and the conformance suite read this list. */
export const tools: readonly Tool[] = [
  measure as Tool,
  master as Tool,
  convert as Tool,
  gain as Tool,
  match as Tool,
  clash as Tool,
  clean as Tool,
  separate as Tool,
  immersive as Tool,
];
