import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Blobs, Store } from '@studiohand/core/engine';
import type { Tool } from '@studiohand/core/tool';
import type { Desk } from './desk/createDesk.ts';
import type { Tokens } from './security.ts';

/** Bounds on what a client may ask for. */
export interface Limits {
  /** Largest imported file. */
  readonly maxUploadBytes: number;
  /** Room that imports leave free on the drive of the data folder. */
  readonly keepFreeBytes: number;
  /** Largest JSON body. */
  readonly maxJsonBytes: number;
}

/** 16 GiB hold 12 hours of 24-bit stereo at 48 kHz with room to spare. */
export const DEFAULT_LIMITS: Limits = {
  maxUploadBytes: 16 * 2 ** 30,
  keepFreeBytes: 256 * 2 ** 20,
  maxJsonBytes: 2 ** 20,
};

/** What the routes work with. */
export interface ServerDeps extends Omit<Desk, 'close'> {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly tools: readonly Tool[];
  readonly tokens: Tokens;
  readonly limits: Limits;
  readonly port: number;
  /** Folder of the built studio; without it there is no page. */
  readonly studioFolder: string | undefined;
  readonly log: (line: string) => void;
}

/** Routes are added to this. */
export type Api = OpenAPIHono;
