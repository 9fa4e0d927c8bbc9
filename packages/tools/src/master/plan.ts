import type { AudioInfo } from '@studiohand/core/audio';
import type { Move, Plan } from '@studiohand/core/tool';
import { deliveryOf, type MasterAnalysis } from './analyse.ts';
import { ENDS } from './chain.ts';
import type { MasterParams } from './params.ts';
import { ALL_CODECS, type CodecSetting, type MasterTarget, targetOf } from './targets.ts';
import { depthName, shown, signed } from './words.ts';

/** Raised whenever the same plan would render different bytes. */
/** 2: the limiter's gain is drawn through fewer points; width leaves the middle alone. */
export const MASTER_VERSION = 2;

function loudnessReason(analysis: MasterAnalysis, title: string): string {
  const { facts, album, loudnessLufs } = analysis;
  const mix = `The mix has ${shown(facts.integratedLufs, 'LUFS')} and peaks at ${shown(facts.truePeakDbtp, 'dBTP')}`;
  if (!album) return `${mix}; ${title} gets ${loudnessLufs.toFixed(1)} LUFS.`;
  const place =
    album.belowLoudestLu === 0
      ? 'It is the loudest song'
      : `It lies ${album.belowLoudestLu.toFixed(1)} LU under the loudest song`;
  return `${mix}. ${place} of the album and stays there: ${loudnessLufs.toFixed(1)} LUFS.`;
}

/** Codecs that the proof sends the take through. */
function codecsOf({ codecPreview }: MasterParams, { codecs }: MasterTarget): readonly CodecSetting[] {
  return codecPreview === 'none' ? [] : codecPreview === 'all' ? ALL_CODECS : codecs;
}

/** The proposal: chain, rate, loudness, limiter, depth, as far as each is needed. */
export function planMaster(analysis: MasterAnalysis, params: MasterParams, info: AudioInfo): Plan {
  const { facts, chain, gainDb, limiter, loudnessLufs, ceilingDbtp, leaveAlone, reductionDb } = analysis;
  const target = targetOf(params.for);
  const moves: Move[] = [...chain];
  const add = (id: string, title: string, reason: string, settings: Move['settings']): void => {
    moves.push({ id, enabled: true, title, reason, amount: 1, settings });
  };
  const plan = { tool: 'master', version: MASTER_VERSION, moves, seed: params.seed };
  const delivery = deliveryOf(params, target, info);
  if (!leaveAlone) {
    const { sampleRateHz, encoding, container, codec } = delivery;
    if (sampleRateHz !== info.sampleRateHz) {
      const reason = params.sampleRateHz === 'target' ? `${target.title} has this rate.` : 'Asked for.';
      add(ENDS.rate, `${info.sampleRateHz} Hz to ${sampleRateHz} Hz`, reason, { sampleRateHz });
    }
    if (gainDb !== null) {
      add(
        ENDS.gain,
        `${signed(gainDb, 2)} to ${loudnessLufs.toFixed(1)} LUFS`,
        loudnessReason(analysis, target.title),
        {
          targetLufs: loudnessLufs,
          ceilingDbtp,
          gainDb,
          solvedFor: analysis.solvedFor,
          codecs: codecsOf(params, target),
        },
      );
    }
    if (limiter) {
      const most = reductionDb.reduce((a, v) => Math.max(a, v), 0);
      const busy = reductionDb.filter((v) => v > 1).length / Math.max(1, reductionDb.length);
      const over = (facts.truePeakDbtp ?? 0) + (gainDb ?? 0) - ceilingDbtp;
      const reason = `The gain takes peaks ${Math.max(0, over).toFixed(1)} dB over the ceiling: at most ${most.toFixed(1)} dB of reduction, over 1 dB for ${Math.round(100 * busy)} % of the time.`;
      add(ENDS.limiter, `Limit true peaks at ${ceilingDbtp.toFixed(1)} dBTP`, reason, { ...limiter });
    }
    const differs = encoding.kind !== info.encoding?.kind || encoding.bits !== info.encoding.bits;
    if (differs) {
      const why = info.encoding
        ? params.bitDepth === 'target'
          ? `${target.title} has this depth.`
          : 'Asked for.'
        : `A ${info.codec} file is a copy for listening; a master is written without loss.`;
      const dither = encoding.kind === 'int' ? ', dithered once' : '';
      add(ENDS.depth, `${depthName(info.encoding)} to ${depthName(encoding)}${dither}`, why, {
        encoding,
        container,
        codec,
      });
    }
  }
  return plan;
}
