import type { Tool } from '@studiohand/core/tool';
import { gain } from './gain/index.ts';

/** Every tool of the product, in the order shown. CLI, server, studio, docs and the conformance suite read this list. */
export const tools: readonly Tool[] = [gain as Tool];
