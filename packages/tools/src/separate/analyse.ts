import { AudioError, type AudioSource } from '@studiohand/core/audio';
import type { SeparatorModel, ToolContext } from '@studiohand/core/tool';
import { MASK_METHODS, maskMethod } from './methods.ts';
import type { SeparateParams } from './params.ts';

/** The model that will separate, as far as a plan and a proof have to name it. */
export interface UsedModel {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly sha256: readonly string[];
  readonly consent: string;
  readonly commercialUse: string;
  readonly summary: string;
  readonly stems: readonly string[];
  readonly remainder: string | null;
  readonly sampleRateHz: number;
  readonly bandHz: number;
  readonly accepted: readonly string[];
}

/** What will separate, and whether there is something to separate. */
export interface SeparateAnalysis {
  readonly method: string | null;
  readonly model: UsedModel | null;
  /** Highest sample, linear. */
  readonly peak: number;
  /** Largest difference of two channels, linear; 0 for mono. */
  readonly sides: number;
}

function usedModel(model: SeparatorModel, accepted: readonly string[]): UsedModel {
  const { id, card, stems, remainder, sampleRateHz, bandHz, sha256 } = model;
  const { name, version, consent, licence, summary } = card;
  return {
    ...{ id, name, version, sha256, stems, sampleRateHz, bandHz, accepted, summary: summary ?? '' },
    consent: consent.status,
    commercialUse: licence.commercialUse,
    remainder: remainder ?? null,
  };
}

/** The way to go, or an AudioError: 'refused' by the policy, 'not-found' for a model that is not there. */
async function choose(
  { by, accept }: SeparateParams,
  context: ToolContext,
): Promise<Pick<SeparateAnalysis, 'method' | 'model'>> {
  if (maskMethod(by)) return { method: by, model: null };
  const models = (await context.separator?.models()) ?? [];
  if (by === 'auto') {
    const allowed = models.find(({ assessment }) => assessment.verdict === 'allow');
    return allowed ? { method: null, model: usedModel(allowed, []) } : { method: 'hits', model: null };
  }
  const model = models.find(({ id }) => id === by);
  if (!model)
    throw new AudioError(
      'not-found',
      `There is no separator ${by} here.`,
      `Without a model: ${MASK_METHODS.map(({ id }) => id).join(', ')}. Added models: ${
        models.map(({ id }) => id).join(', ') || 'none'
      }; studiohand models add FILE --card CARD adds one.`,
    );
  const accepted = accept.split(/[ ,]+/).filter((code) => code !== '');
  const { verdict, reasons } = model.assessment;
  const open = reasons.filter(({ code }) => !accepted.includes(code));
  if (verdict === 'deny' || (verdict === 'confirm' && open.length > 0))
    throw new AudioError(
      'refused',
      `${by}: ${reasons.map(({ text }) => text).join(' ')}`,
      verdict === 'deny'
        ? 'The policy for models refuses it: studiohand models policy shows the rules.'
        : `If that is fine with you, accept it: ${open.map(({ code }) => code).join(',')}.`,
    );
  return { method: null, model: usedModel(model, accepted) };
}

export async function analyse(
  source: AudioSource,
  params: SeparateParams,
  context: ToolContext,
): Promise<SeparateAnalysis> {
  const chosen = await choose(params, context);
  maskMethod(chosen.method ?? '')?.splitter(source.info);
  let [peak, sides, done] = [0, 0, 0];
  for await (const { channels, frames } of source.blocks(context.signal ? { signal: context.signal } : {})) {
    const [first, second = first] = channels as readonly [Float64Array, Float64Array?];
    for (const channel of channels)
      for (let i = 0; i < frames; i++) {
        const value = Math.abs(channel[i] as number);
        if (value > peak && value !== Number.POSITIVE_INFINITY) peak = value;
        else if (!(value <= peak))
          throw new AudioError(
            'invalid-samples',
            `${source.info.name}: a sample near frame ${done + i} is not a finite number.`,
            'Render the file again from its source; studiohand measure lists where such samples are.',
          );
      }
    for (let i = 0; i < frames; i++)
      sides = Math.max(sides, Math.abs((first[i] as number) - ((second as Float64Array)[i] as number)));
    done += frames;
    context.progress('Looking at the mix', done / Math.max(1, source.info.frameCount));
  }
  return { ...chosen, peak, sides };
}
