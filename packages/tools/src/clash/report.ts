import type { Finding, Report } from '@studiohand/core/tool';
import type { ClashAnalysis, ClashWithRemedy } from './analysis.ts';
import { adviceText, clashText, clock, range, remedyText, silentText } from './words.ts';

/** A mono fold-down that costs more than two unrelated sides would (3 dB) is told, from here on. */
const MONO_LOSS_DB = -4;
const STRONG_LOSS = 0.05;
const ROWS = 6;
const LEAST_SECONDS = 1;

function clashJson(clash: ClashWithRemedy, analysis: ClashAnalysis): Record<string, unknown> {
  const { stems } = analysis;
  const { suggestion } = clash;
  return {
    a: stems[clash.masker],
    b: stems[clash.masked],
    masker: stems[clash.masker],
    masked: stems[clash.masked],
    fromHz: Math.round(clash.fromHz),
    toHz: Math.round(clash.toHz),
    fromSeconds: clash.passages[0]?.fromSeconds ?? 0,
    toSeconds: clash.passages.at(-1)?.toSeconds ?? 0,
    passages: clash.passages,
    maskedDb: clash.maskedDb,
    lostShare: clash.lostShare,
    lostHere: clash.lostHere,
    suggestion: suggestion && {
      stem: stems[suggestion.stem],
      ...suggestion.remedy,
      lostBefore: suggestion.lostBefore,
      lostAfter: suggestion.lostAfter,
      text: remedyText(suggestion.remedy, stems[suggestion.stem] as string, stems),
    },
  };
}

function findings(analysis: ClashAnalysis): Finding[] {
  const { stems } = analysis;
  const list: Finding[] = analysis.clashes.map((clash, i) => ({
    id: `clash-${i + 1}`,
    severity: clash.lostShare >= STRONG_LOSS ? 'warning' : 'notice',
    text: `${clashText(clash, analysis)} ${adviceText(clash, analysis)}`,
    fromSeconds: clash.passages[0]?.fromSeconds ?? 0,
    toSeconds: clash.passages[0]?.toSeconds ?? 0,
  }));
  for (const pair of analysis.lowEnd) {
    if (pair.turn === null) continue;
    list.push({
      id: `polarity-${pair.a}-${pair.b}`,
      severity: 'warning',
      text:
        `${stems[pair.a]} and ${stems[pair.b]} work against each other below 150 Hz (correlation ${pair.correlation.toFixed(2)}): ` +
        `turning ${stems[pair.turn]} over would bring ${(pair.flippedDb - pair.sumDb).toFixed(1)} dB.`,
    });
  }
  for (const build of analysis.buildUps)
    list.push({
      id: `build-up-${Math.round(build.fromHz)}`,
      severity: 'info',
      text: `${build.stems.map((s) => stems[s]).join(', ')} pile up at ${range(build)}: the sum stands ${build.overDb.toFixed(1)} dB over its surroundings.`,
    });
  analysis.monoLossDb.forEach((loss, s) => {
    if (loss !== null && loss < MONO_LOSS_DB)
      list.push({
        id: `mono-${s}`,
        severity: 'notice',
        text: `Mono takes ${(-loss).toFixed(1)} dB from ${stems[s]}: left and right cancel.`,
      });
  });
  if (analysis.silent.length > 0) {
    const names = analysis.silent.map((s) => stems[s] as string);
    list.push({ id: 'silent', severity: 'info', text: `${silentText(names)} throughout.` });
  }
  if (stems.length - analysis.silent.length < 2)
    list.push({ id: 'nothing-to-compare', severity: 'notice', text: 'Fewer than two stems sound: nothing can clash.' });
  else if (analysis.durationSeconds < LEAST_SECONDS)
    list.push({
      id: 'too-short',
      severity: 'notice',
      text: 'Under a second: too short to say what hides what in music.',
    });
  else if (analysis.clashes.length === 0)
    list.push({ id: 'none', severity: 'info', text: 'Nothing here hides anything else for long: leave it alone.' });
  return list;
}

/** Words, rows and the public JSON. */
export function report(analysis: ClashAnalysis): Report {
  const { stems } = analysis;
  return {
    json: {
      stems,
      durationSeconds: analysis.durationSeconds,
      clashes: analysis.clashes.map((clash) => clashJson(clash, analysis)),
      pairs: analysis.pairs.map(({ masker, masked, lostShare, cells }) => ({
        masker: stems[masker],
        masked: stems[masked],
        lostShare,
        cells,
      })),
      map: { bandsHz: analysis.mapHz, cellSeconds: analysis.cellSeconds },
      lowEnd: analysis.lowEnd.map(({ a, b, sumDb, flippedDb, correlation, turn }) => ({
        a: stems[a],
        b: stems[b],
        sumDb,
        flippedDb,
        correlation,
        turn: turn === null ? null : stems[turn],
      })),
      buildUps: analysis.buildUps.map((build) => ({ ...build, stems: build.stems.map((s) => stems[s]) })),
      monoLossDb: Object.fromEntries(analysis.monoLossDb.map((loss, s) => [stems[s], loss])),
    },
    rows: [
      { label: 'Stems', value: `${stems.join(', ')} (${clock(analysis.durationSeconds)})` },
      ...analysis.pairs
        .filter((pair) => pair.lostShare >= 0.001)
        .slice(0, ROWS)
        .map(({ masker, masked, lostShare }) => ({
          label: `${stems[masked]} under ${stems[masker]}`,
          value: `${(100 * lostShare).toFixed(1)} % lost`,
        })),
    ],
    findings: findings(analysis),
  };
}
