import { AudioError, type OutputSpec } from '@studiohand/core/audio';
import { outputFormats } from '../outputFormats.ts';

/**
 * The settings given in `spec.codecOptions`, checked against the ranges of outputFormats; absent where not given.
 * Throws AudioError 'invalid-parameter' for an unknown setting or a value outside its range, and for a rate or a number
 * of channels that the format does not have.
 */
export function codecSettings(spec: OutputSpec): Readonly<Record<string, number | undefined>> {
  const format = outputFormats.find((f) => f.container === spec.container && f.codec === spec.codec);
  const name = spec.codec.toUpperCase();
  const fail = (what: string, hint: string): never => {
    throw new AudioError('invalid-parameter', `${name} ${what}`, hint);
  };
  const rates = format?.sampleRatesHz;
  if (rates && !rates.includes(spec.sampleRateHz)) {
    fail(`cannot be written at ${spec.sampleRateHz} Hz`, `Convert to one of ${rates.join(', ')} Hz.`);
  }
  const most = format?.maxChannels ?? 2;
  if (spec.channels < 1 || spec.channels > most) {
    fail(`holds 1 to ${most} channels here, not ${spec.channels}`, 'Mix down, split the channels, or write WAV.');
  }
  const known = format?.options ?? [];
  const settings: Record<string, number> = {};
  for (const [key, given] of Object.entries(spec.codecOptions ?? {})) {
    const option = known.find((o) => o.name === key);
    const value = Number(given);
    if (!option) {
      fail(`has no setting '${key}'`, `Its settings: ${known.map((o) => o.name).join(', ')}.`);
    } else if (!(value >= option.from && value <= option.to)) {
      fail(`cannot use ${key} ${given}`, `Choose ${option.from} to ${option.to}.`);
    } else settings[key] = value;
  }
  return settings;
}
