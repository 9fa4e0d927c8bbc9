import type { ParameterSet } from '@studiohand/core/tool';
import { z } from 'zod';
import { zodParameters } from '../params.ts';

/** What `separate` can be told. */
export interface SeparateParams {
  /** 'auto', one of the ways without a model ('hits', 'centre'), or the id of an added model. */
  by: string;
  /** Reason codes of the model policy that the producer has read and accepted, parted by commas. */
  accept: string;
}

export const separateParameters: ParameterSet<SeparateParams> = zodParameters(
  z.object({
    by: z
      .string()
      .regex(/^[a-z0-9][a-z0-9._-]*$/, 'a model has an id of lower-case letters and digits')
      .default('auto')
      .describe(
        'What separates: hits (drums from held notes), centre (the middle from the sides), the id of an added model; auto takes a model that may run, else hits',
      ),
    accept: z
      .string()
      .regex(/^[A-Z_, ]*$/, 'reason codes are capital letters, parted by commas')
      .default('')
      .describe('Reason codes of the policy that you accept for a model that runs on confirmation only')
      .meta({ advanced: true }),
  }),
);
