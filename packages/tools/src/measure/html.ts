import type { AudioInfo } from '@studiohand/core/audio';
import type { MeasureAnalysis } from './analysis.ts';
import type { Figure } from './figures.ts';
import { findings } from './findings.ts';
import { crestPlot, dynamicsPlot } from './page/dynamicsPlot.ts';
import { escapeHtml } from './page/escape.ts';
import { distributionPlot, loudnessPlot } from './page/loudnessPlots.ts';
import { spectrumPlot } from './page/spectrumPlot.ts';
import { correlationPlot, widthPlot } from './page/stereoPlots.ts';
import { STYLE } from './page/style.ts';
import { technicalRows } from './page/technicalRows.ts';
import { describeFile } from './report.ts';
import { clock, frequency } from './words.ts';

const WIDE = [1100, 300] as const;
const HALF = [530, 230] as const;
const THIRD = [345, 230] as const;
const KEYS: Readonly<Record<string, string>> = {
  blue: 'var(--blue)',
  soft: 'var(--blue-soft)',
  amber: 'var(--amber)',
  green: 'var(--green)',
  red: 'var(--red)',
};

/** The measurement as one self-contained page: nothing is loaded, every string from the file is escaped. */
export function html(a: MeasureAnalysis, info: AudioInfo): string {
  const name = escapeHtml(info.name);
  const overs = a.truePeak && a.truePeak.overCount > 0;
  const stereo = a.stereo !== undefined;
  const body = [
    `<header><h1>${name}</h1><p class="sub">${escapeHtml(describeFile(a, info))}</p></header>`,
    headline(a),
    findingTable(a, info),
    card('Loudness over time', loudnessPlot(a, ...WIDE), [
      ['soft', 'momentary, 400 ms'],
      ['blue', 'short-term, 3 s'],
      ['amber', 'integrated'],
      ...(overs ? [['red', 'true peak above 0 dBTP'] as const] : []),
    ]),
    card(
      'Long-term spectrum',
      spectrumPlot(a, ...WIDE),
      stereo
        ? [
            ['soft', 'third octaves'],
            ['blue', 'mid'],
            ['green', 'side'],
          ]
        : [
            ['soft', 'third octaves'],
            ['blue', 'smoothed'],
          ],
      bandTable(a),
    ),
    grid([
      card('Peak and RMS', dynamicsPlot(a, ...HALF), [
        ['soft', 'peak'],
        ['blue', 'RMS, each second'],
      ]),
      card('Crest and PSR', crestPlot(a, ...HALF), [
        ['soft', 'crest, each second'],
        ...(a.psr ? [['blue', 'PSR'] as const] : []),
      ]),
    ]),
    grid([
      card('Short-term loudness', distributionPlot(a, ...THIRD), [['blue', '1 LU steps']]),
      card('Stereo width', widthPlot(a, ...THIRD), [
        ['green', 'side'],
        ['red', '50 %'],
      ]),
      card('Correlation', correlationPlot(a, ...THIRD), [['green', 'each second']]),
    ]),
    technicalCard(a, info),
    `<footer>Loudness by ITU-R BS.1770-5 and EBU Tech 3341 and 3342, true peak four times oversampled. RMS and spectrum: full-scale square = 0 dBFS, a full-scale sine reads -3.01. The noise floor is the 10th percentile of 50 ms RMS. Measured with Studiohand; the file was not changed.</footer>`,
  ];
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${name}: measurement</title><style>${STYLE}</style></head><body><main>${body.join('')}</main></body></html>\n`;
}

function card(title: string, content: string, keys: readonly (readonly [string, string])[] = [], after = ''): string {
  if (!content) return '';
  const legend = keys
    .map(([colour, text]) => `<span style="--c:${KEYS[colour] ?? ''}">${escapeHtml(text)}</span>`)
    .join('');
  return `<section class="card"><div class="head"><h2>${escapeHtml(title)}</h2><div class="keys">${legend}</div></div>${content}${after}</section>`;
}

/** Cards side by side; those without content leave their place to the others. */
function grid(cards: readonly string[]): string {
  const filled = cards.filter(Boolean);
  return filled.length > 1 ? `<div class="grid${filled.length}">${filled.join('')}</div>` : filled.join('');
}

function headline(a: MeasureAnalysis): string {
  const items: string[] = [];
  const add = (label: string, value: Figure | undefined, unit: string, digits: number, below = ''): void => {
    if (value === undefined) return;
    const shown =
      value === null ? '<dd class="none">no value</dd>' : `<dd>${value.toFixed(digits)}<small>${unit}</small></dd>`;
    items.push(`<div><dt>${label}</dt>${shown}${below ? `<dd class="sub">${escapeHtml(below)}</dd>` : ''}</div>`);
  };
  const most = (figure: Figure | undefined, unit: string): string =>
    typeof figure === 'number' ? `${figure.toFixed(1)} ${unit}` : 'none';
  add('Integrated loudness', a.integratedLufs, 'LUFS', 1, `gated, ${clock(a.durationSeconds)}`);
  add(
    'Loudness range',
    a.loudnessRangeLu,
    'LU',
    1,
    a.loudness?.rangeStable ? 'EBU Tech 3342' : 'not stable under 60 s',
  );
  add(
    'True peak',
    a.truePeakDbtp,
    'dBTP',
    2,
    a.samplePeakDbfs === undefined ? '' : `sample peak ${most(a.samplePeakDbfs, 'dBFS')}`,
  );
  add('PLR', a.plrLu, 'LU', 1, 'true peak less integrated');
  add(
    'Short-term max',
    a.maxShortTermLufs,
    'LUFS',
    1,
    a.maxMomentaryLufs === undefined ? '' : `momentary ${most(a.maxMomentaryLufs, 'LUFS')}`,
  );
  add('PSR, median', a.psr?.medianDb, 'dB', 1, a.psr ? `lowest ${most(a.psr.lowestDb, 'dB')}` : '');
  add('Crest', a.dynamics?.crestDb, 'dB', 1, a.dynamics ? `DR-style ${most(a.dynamics.drDb, 'dB')}` : '');
  add('Correlation', a.stereo?.correlation, '', 2, a.stereo ? `in mono ${most(a.stereo.monoLevelDb, 'dB')}` : '');
  return `<dl class="figures">${items.join('')}</dl>`;
}

function findingTable(a: MeasureAnalysis, info: AudioInfo): string {
  const list = findings(a, info);
  if (list.length === 0) return '';
  const rows = list.map(({ severity, text, fromSeconds, toSeconds }) => {
    const when =
      fromSeconds === undefined
        ? ''
        : toSeconds === undefined
          ? clock(fromSeconds)
          : `${clock(fromSeconds)} to ${clock(toSeconds)}`;
    return `<tr><td class="sev ${severity}">${severity}</td><td>${escapeHtml(text)}</td><td class="time">${when}</td></tr>`;
  });
  return card('Findings', `<table><tbody>${rows.join('')}</tbody></table>`);
}

function technicalCard(a: MeasureAnalysis, info: AudioInfo): string {
  const rows = technicalRows(a, info).map(
    ({ label, value }) => `<div><dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value)}</dd></div>`,
  );
  return rows.length === 0 ? '' : card('Technical facts', `<dl class="facts">${rows.join('')}</dl>`);
}

function bandTable({ spectrum }: MeasureAnalysis): string {
  if (!spectrum) return '';
  const cells = spectrum.thirdOctave.map(
    ({ centreHz, levelDbfs }) =>
      `<div><span>${frequency(centreHz)}</span><span>${levelDbfs === null ? 'silence' : `${levelDbfs.toFixed(1)} dBFS`}</span></div>`,
  );
  return `<details><summary>Third-octave levels as a table</summary><div class="cols">${cells.join('')}</div></details>`;
}
