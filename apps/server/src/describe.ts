/** Short words for the parts of an OpenAPI route. */
import { z } from '@hono/zod-openapi';
import { errorSchema } from './schemas.ts';

/** A response or body as the OpenAPI document shows it. */
export interface Described {
  readonly description: string;
  readonly content?: { readonly [type: string]: { readonly schema: z.ZodType } };
}

const failure: Described = {
  description: 'What went wrong and what to do.',
  content: { 'application/json': { schema: errorSchema } },
};

/** Answers of a route that sends JSON. */
export function answersJson(schema: z.ZodType, description: string): { 200: Described; default: Described } {
  return { 200: { description, content: { 'application/json': { schema } } }, default: failure };
}

/** Answers of a route that sends bytes or events. */
export function answersBytes(
  description: string,
  type = 'application/octet-stream',
): { 200: Described; default: Described } {
  return { 200: { description, content: { [type]: { schema: z.string() } } }, default: failure };
}

/** A JSON body that must be there. */
export function jsonBody<T extends z.ZodType>(
  schema: T,
): { required: true; content: { 'application/json': { schema: T } } } {
  return { required: true, content: { 'application/json': { schema } } };
}

/** An object without its undefined properties, for options that are absent or have a value. */
export function defined<T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
