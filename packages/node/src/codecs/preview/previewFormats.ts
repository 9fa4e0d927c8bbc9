/** How each lossy codec is fed and set, to come as close as it can to a bit rate. */
import { outputFormats } from '../../outputFormats.ts';
import { KBPS_MPEG1, KBPS_MPEG2 } from '../mp3/infoFrame.ts';

/** One codec as a preview uses it. */
export interface PreviewFormat {
  readonly container: string;
  /** Container without tags or a name of its own in a folder: '.mp3'. */
  readonly ending: string;
  /** Rate the encoder gets for a source of this rate. */
  rateFor(sampleRateHz: number): number;
  /** Codec settings nearest to a bit rate of the whole stream. */
  settings(bitrateKbps: number, sampleRateHz: number, channels: number): Readonly<Record<string, number>>;
}

/** What services send: nothing above 48 kHz comes in lossy form. */
const HIGHEST_RATE_HZ = 48000;
/** libVorbis has modes from here on (setup_8.h). */
const LOWEST_VORBIS_HZ = 8000;

/**
 * Nominal bit/s per channel of libVorbis at 40 to 50 kHz for quality 0, 1 ... 10 (rate_mapping_44_stereo of
 * setup_44.h, rate_mapping_44_un of setup_44u.h). At other rates it needs less; the quality stays.
 */
const VORBIS_STEREO_BPS = [32000, 40000, 48000, 56000, 64000, 80000, 96000, 112000, 128000, 160000, 250001];
const VORBIS_MONO_BPS = [48000, 60000, 70000, 80000, 86000, 96000, 110000, 120000, 140000, 160000, 240001];

/** "MPEG 2.5", below 16 kHz: what every decoder takes. */
const MAX_KBPS_MPEG25 = 64;
/** Decoder buffer of AAC, bits per channel and packet of 1024 frames (ISO/IEC 14496-3, section 4.5.3.1). */
const AAC_KBPS_PER_CHANNEL_AND_KHZ: number = 6144 / 1024;

export const PREVIEW_FORMATS: Readonly<Record<string, PreviewFormat>> = {
  aac: {
    container: 'm4a',
    ending: '.m4a',
    rateFor: (rate) => nearestRate(rate, ratesOf('m4a')),
    settings: (kbps, rate, channels) => ({
      bitrateKbps: clamp(kbps, 16, Math.min(1024, Math.floor((AAC_KBPS_PER_CHANNEL_AND_KHZ * channels * rate) / 1000))),
    }),
  },
  mp3: {
    container: 'mp3',
    ending: '.mp3',
    rateFor: (rate) => nearestRate(rate, ratesOf('mp3')),
    settings(kbps, rate): Readonly<Record<string, number>> {
      const table = rate >= 32000 ? KBPS_MPEG1 : KBPS_MPEG2;
      const allowed = rate >= 16000 ? table : table.filter((known) => known <= MAX_KBPS_MPEG25);
      return { bitrateKbps: allowed.reduce((a, b) => (Math.abs(b - kbps) < Math.abs(a - kbps) ? b : a)) };
    },
  },
  vorbis: {
    container: 'ogg',
    ending: '.ogg',
    rateFor: (rate) =>
      Number.isInteger(rate) && rate >= LOWEST_VORBIS_HZ && rate <= HIGHEST_RATE_HZ
        ? rate
        : nearestRate(rate, [LOWEST_VORBIS_HZ, 44100, 48000]),
    settings: (kbps, _rate, channels) => ({ quality: vorbisQuality(kbps, channels) }),
  },
  opus: {
    container: 'opus',
    ending: '.opus',
    rateFor: () => 48000,
    settings: (kbps, _rate, channels) => ({ bitrateKbps: clamp(kbps, 6, 256 * channels) }),
  },
};

function ratesOf(id: string): readonly number[] {
  return outputFormats.find((format) => format.id === id)?.sampleRatesHz ?? [];
}

/** The same rate, a whole part of it from 44.1 kHz on (96 to 48, 88.2 to 44.1), the next one above, or the highest. */
function nearestRate(rate: number, rates: readonly number[]): number {
  const usable = rates.filter((known) => known <= HIGHEST_RATE_HZ);
  if (usable.includes(rate)) return rate;
  const whole = usable.find((known) => known >= 44100 && rate % known === 0);
  return whole ?? usable.find((known) => known >= rate) ?? Math.max(...usable);
}

function vorbisQuality(kbps: number, channels: number): number {
  const table = channels === 1 ? VORBIS_MONO_BPS : VORBIS_STEREO_BPS;
  const wanted = (kbps * 1000) / channels;
  const above = table.findIndex((bps) => bps >= wanted);
  if (above < 0) return table.length - 1;
  if (above === 0) return 0;
  const [low, high] = [table[above - 1] as number, table[above] as number];
  return above - 1 + (wanted - low) / (high - low);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
