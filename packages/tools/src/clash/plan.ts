import type { Move, Plan } from '@studiohand/core/tool';
import type { ClashAnalysis } from './analysis.ts';
import type { ClashParams } from './params.ts';
import { clashText, predictionText, remedyText } from './words.ts';

/** The changes of the source that would help the others; what other stems should do is in the report. */
export function plan(analysis: ClashAnalysis, params: ClashParams): Plan {
  const { stems } = analysis;
  const moves: Move[] = [];
  analysis.clashes.forEach((clash, i) => {
    const { suggestion } = clash;
    if (suggestion?.stem !== 0) return;
    moves.push({
      id: `${suggestion.remedy.kind}-${i + 1}`,
      enabled: suggestion.enough,
      title: remedyText(suggestion.remedy, stems[0] as string, stems),
      reason: `${clashText(clash, analysis)} ${predictionText(suggestion, stems)}`,
      amount: 1,
      settings: {
        ...suggestion.remedy,
        masked: clash.masked,
        fromHz: clash.fromHz,
        toHz: clash.toHz,
        passages: clash.passages,
      },
    });
  });
  for (const pair of analysis.lowEnd) {
    if (pair.turn !== 0 || moves.some((move) => move.settings['kind'] === 'polarity')) continue;
    moves.push({
      id: 'polarity',
      enabled: true,
      title: remedyText({ kind: 'polarity' }, stems[0] as string, stems),
      reason: `Below 150 Hz ${stems[pair.a]} and ${stems[pair.b]} have a correlation of ${pair.correlation.toFixed(2)}; turned over they add up to ${(pair.flippedDb - pair.sumDb).toFixed(1)} dB more.`,
      amount: 1,
      settings: { kind: 'polarity' },
    });
  }
  return { tool: 'clash', version: 1, seed: params.seed, moves };
}
