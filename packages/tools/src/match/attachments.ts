import type { EqBand } from '@studiohand/core/dsp';
import { eqBandsGainDb } from '@studiohand/core/dsp';
import type { Attachment } from '@studiohand/core/tool';
import type { CurveItem, MatchAnalysis } from './analysis.ts';

const MAC: Readonly<Partial<Record<EqBand['type'], string>>> = {
  bell: 'PK',
  lowShelf: 'LSC',
  highShelf: 'HSC',
  lowCut: 'HPQ',
  highCut: 'LPQ',
};

/** Highest boost of bands, which a preamp takes off so that nothing clips on the way. */
function preampDb(bands: readonly EqBand[]): number {
  const hz = Float64Array.from({ length: 200 }, (_, i) => 20 * 1000 ** (i / 199));
  const most = eqBandsGainDb(bands, hz).reduce((a, v) => Math.max(a, v), 0);
  return most > 0 ? -Number(most.toFixed(1)) : 0;
}

function filterLine(band: EqBand, index: number): string {
  const gain = band.type === 'lowCut' || band.type === 'highCut' ? '' : ` Gain ${band.gainDb.toFixed(1)} dB`;
  return `Filter ${index + 1}: ON ${MAC[band.type] ?? 'PK'} Fc ${band.frequencyHz} Hz${gain} Q ${band.q.toFixed(2)}`;
}

/** AutoEq's ParametricEQ.txt, which Equalizer APO, Peace, EasyEffects and others import. Tone bands only. */
function parametricText(bands: readonly EqBand[]): string {
  return [`Preamp: ${preampDb(bands).toFixed(1)} dB`, ...bands.map(filterLine), ''].join('\n');
}

/** Equalizer APO: mid on the left and side on the right while their filters run. */
function midSideText({ eq, stereo }: MatchAnalysis): string {
  return [
    '# studiohand match: tone on both channels, width on the side',
    'Channel: all',
    ...parametricText(eq).trimEnd().split('\n'),
    'Copy: L=0.5*L+0.5*R R=0.5*L+-0.5*R',
    'Channel: R',
    `Preamp: ${stereo.sideGainDb.toFixed(1)} dB`,
    ...stereo.eq.map(filterLine),
    'Channel: all',
    'Copy: L=L+R R=L+-1*R',
    '',
  ].join('\n');
}

/** Equaliser file of Room EQ Wizard, generic equaliser. */
function rewText(bands: readonly EqBand[]): string {
  const line = (band: EqBand, i: number): string => {
    const type = { bell: 'PK', lowShelf: 'LS Q', highShelf: 'HS Q', lowCut: 'HPQ', highCut: 'LPQ', tilt: 'PK' }[
      band.type
    ];
    const hz = band.frequencyHz.toFixed(2).padStart(8);
    return `Filter ${String(i + 1).padStart(2)}: ON  ${type.padEnd(8)} Fc ${hz} Hz  Gain ${band.gainDb.toFixed(2).padStart(6)} dB  Q ${band.q.toFixed(3).padStart(6)}`;
  };
  return ['Filter Settings file', '', 'Equaliser: Generic', ...bands.map(line), ''].join('\n');
}

/** Preset of EasyEffects (Linux), equaliser alone. */
function easyEffects(bands: readonly EqBand[]): string {
  const names = {
    bell: 'Bell',
    lowShelf: 'Lo-shelf',
    highShelf: 'Hi-shelf',
    lowCut: 'Hi-pass',
    highCut: 'Lo-pass',
    tilt: 'Bell',
  };
  const side = Object.fromEntries(
    bands.map((band, i) => [
      `band${i}`,
      {
        frequency: band.frequencyHz,
        gain: band.gainDb,
        mode: 'APO (DR)',
        mute: false,
        q: band.q,
        slope: 'x1',
        solo: false,
        type: names[band.type],
        width: 4,
      },
    ]),
  );
  const equalizer = {
    bypass: false,
    'input-gain': preampDb(bands),
    left: side,
    mode: 'IIR',
    'num-bands': bands.length,
    'output-gain': 0,
    right: side,
    'split-channels': false,
  };
  return `${JSON.stringify({ output: { blocklist: [], equalizer, plugins_order: ['equalizer'] } }, null, 2)}\n`;
}

/** Everything, for a spreadsheet or a person with any equaliser. */
function table({ eq, stereo, dynamics }: MatchAnalysis): string {
  const rows = ['what,type,frequency Hz,gain dB,Q,threshold dBFS,ratio,attack ms,release ms,makeup dB,confidence'];
  const band = (what: string, b: MatchAnalysis['eq'][number]): void => {
    rows.push(`${what},${b.type},${b.frequencyHz},${b.gainDb},${b.q},,,,,,${b.confidence}`);
  };
  for (const b of eq) band('tone', b);
  if (stereo.sideGainDb !== 0) rows.push(`side,level,,${stereo.sideGainDb},,,,,,,`);
  for (const b of stereo.eq) band('side', b);
  for (const { compressor: c } of dynamics)
    if (c)
      rows.push(
        `compression,${c.fromHz}-${c.toHz} Hz,,,,${c.thresholdDb},${c.ratio},${c.attackMs},${c.releaseMs},${c.makeupDb},`,
      );
  return `${rows.join('\n')}\n`;
}

/** GraphicEQ of Equalizer APO and AutoEq: a curve. */
const graphicText = ({ frequenciesHz, gainsDb }: CurveItem): string =>
  `GraphicEQ: ${frequenciesHz.map((hz, i) => `${hz} ${(gainsDb[i] ?? 0).toFixed(2)}`).join('; ')}\n`;

/** The proposal for other programs. */
export function attachmentsOf(analysis: MatchAnalysis): Attachment[] {
  const { eq, curve, stereo, dynamics } = analysis;
  const text = 'text/plain';
  const files: Attachment[] = [];
  const add = (name: string, title: string, content: string, mediaType = text): void => {
    files.push({ name, title, mediaType, text: content });
  };
  if (eq.length > 0) {
    add(
      'ParametricEQ.txt',
      'Tone bands for Equalizer APO, Peace, EasyEffects and others (AutoEq text)',
      parametricText(eq),
    );
    add('REW-filters.txt', 'Tone bands as a filter file of Room EQ Wizard', rewText(eq));
    add('EasyEffects.json', 'Tone bands as a preset of EasyEffects', easyEffects(eq), 'application/json');
  }
  if (stereo.eq.length > 0 || (stereo.sideGainDb !== 0 && !curve))
    add('EqualizerAPO-mid-side.txt', 'Tone and width for Equalizer APO', midSideText(analysis));
  if (curve) add('GraphicEQ.txt', 'Tone curve for Equalizer APO and AutoEq', graphicText(curve));
  if (stereo.curve) add('GraphicEQ-side.txt', 'Curve of the side', graphicText(stereo.curve));
  if (eq.length + stereo.eq.length > 0 || dynamics.some(({ compressor }) => compressor))
    add('match-settings.csv', 'All proposed settings as a table', table(analysis), 'text/csv');
  return files;
}
