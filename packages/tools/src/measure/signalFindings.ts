import type { AudioInfo } from '@studiohand/core/audio';
import type { Finding } from '@studiohand/core/tool';
import type { MeasureAnalysis } from './analysis.ts';
import { channelName, clock, frequency, plural, show } from './words.ts';

/** DC above this costs headroom and clicks at edits (own choice: 0.1 % of full scale). */
const NOTABLE_DC = 0.001;
/** Silence worth mentioning at the head and the tail (own choice). */
const NOTABLE_HEAD_SECONDS = 0.5;
const NOTABLE_TAIL_SECONDS = 2;
/** Unrelated channels lose 3.01 dB in mono; more means cancellation. */
const NOTABLE_MONO_LOSS_DB = -3.5;
/** Any converter's own filter ends above this share of half the rate; a lower edge is worth telling. */
const NOTABLE_EDGE_SHARE = 0.9;
/** Channels this far apart in level are worth a look (own choice). */
const NOTABLE_BALANCE_DB = 3;

/** Findings about the signal itself: DC, depth, silence, bandwidth, hum, stereo. */
export function signalFindings(analysis: MeasureAnalysis, info: AudioInfo): Finding[] {
  return [...technical(analysis, info), ...spectral(analysis), ...stereo(analysis)];
}

function technical({ technical: facts, dcOffset = [], durationSeconds }: MeasureAnalysis, info: AudioInfo): Finding[] {
  if (!facts) return [];
  const found: Finding[] = [];
  dcOffset.forEach((dc, c) => {
    if (dc === null || Math.abs(dc) < NOTABLE_DC) return;
    found.push({
      id: 'dc-offset',
      severity: 'notice',
      text: `DC offset of ${(dc * 100).toFixed(2)} % of full scale (${show(facts.dcOffsetDbfs[c], 'dBFS')}), ${channelName(c, info.layout)}: it costs headroom and clicks at edits.`,
    });
  });
  const { storedBits, storedAs, usedBits } = facts.bitDepth;
  if (storedAs === 'int' && storedBits !== null && usedBits !== null && usedBits < storedBits) {
    found.push({
      id: 'padded-bits',
      severity: 'notice',
      text: `Stored with ${storedBits} bits, but only ${usedBits} are ever used.`,
    });
  }
  if (storedAs === 'float' && usedBits !== null) {
    found.push({
      id: 'integer-grid',
      severity: 'info',
      text: `Floating-point file whose samples all lie on a ${usedBits}-bit integer grid.`,
    });
  }
  const { silence, channelPeakDbfs } = facts;
  if (silence.silent) return found;
  channelPeakDbfs.forEach((peak, c) => {
    if (peak !== null) return;
    found.push({
      id: 'silent-channel',
      severity: 'notice',
      text: `Digital silence throughout: ${channelName(c, info.layout)}.`,
    });
  });
  if (silence.headSeconds >= NOTABLE_HEAD_SECONDS) {
    found.push({
      id: 'head-silence',
      severity: 'info',
      text: `Starts with ${silence.headSeconds.toFixed(2)} s below -90 dBFS, ${silence.digitalHeadSeconds.toFixed(2)} s of it digital silence.`,
      fromSeconds: 0,
      toSeconds: silence.headSeconds,
    });
  }
  if (silence.tailSeconds >= NOTABLE_TAIL_SECONDS) {
    found.push({
      id: 'tail-silence',
      severity: 'info',
      text: `Ends with ${silence.tailSeconds.toFixed(2)} s below -90 dBFS, ${silence.digitalTailSeconds.toFixed(2)} s of it digital silence.`,
      fromSeconds: durationSeconds - silence.tailSeconds,
      toSeconds: durationSeconds,
    });
  }
  return found;
}

function spectral({ spectrum, technical: facts, sampleRateHz }: MeasureAnalysis): Finding[] {
  const found: Finding[] = [];
  const edge = spectrum?.bandwidth.edge;
  if (edge && edge.hz < (NOTABLE_EDGE_SHARE * sampleRateHz) / 2) {
    found.push({
      id: 'bandwidth-edge',
      severity: 'notice',
      text: `Nothing above ${frequency(edge.hz)}: the level falls ${edge.dropDb.toFixed(0)} dB within ${frequency(edge.widthHz)}. Lossy coding, a lower sample rate before, or a steep low-pass leave such an edge; the figure does not tell which.`,
    });
  }
  const hum = facts?.hum;
  if (hum && hum.mainsHz !== null) {
    const lines = hum.lines.map((line) => `${line.frequencyHz.toFixed(0)} Hz at ${line.levelDbfs.toFixed(0)} dBFS`);
    found.push({
      id: 'hum',
      severity: 'notice',
      text: `Steady narrow lines on the ${hum.mainsHz} Hz mains series through the quiet parts: ${lines.join(', ')}. Mains hum, unless a drone is meant.`,
    });
  }
  return found;
}

function stereo({ stereo: facts }: MeasureAnalysis): Finding[] {
  if (!facts) return [];
  const found: Finding[] = [];
  if (facts.identical && facts.midRmsDbfs !== null) {
    found.push({
      id: 'dual-mono',
      severity: 'info',
      text: 'Left and right are the same, sample by sample: mono in a stereo file.',
    });
  }
  if (facts.correlation !== null && (facts.monoLevelDb === null || facts.monoLevelDb < NOTABLE_MONO_LOSS_DB)) {
    const loss = facts.monoLevelDb === null ? 'cancels entirely' : `loses ${(-facts.monoLevelDb).toFixed(1)} dB`;
    found.push({
      id: 'mono-loss',
      severity: 'warning',
      text: `Folded down to mono the file ${loss} (unrelated channels lose 3.0 dB): parts of it are in opposite polarity.`,
    });
  }
  if (facts.negative.length > 0) {
    const lowest = facts.negative.reduce((a, b) => (b.lowest < a.lowest ? b : a));
    found.push({
      id: 'negative-correlation',
      severity: 'notice',
      text: `Correlation is negative in ${plural(facts.negative.length, 'stretch', 'stretches')}, lowest ${lowest.lowest.toFixed(2)} at ${clock(lowest.fromSeconds)} to ${clock(lowest.toSeconds)}.`,
      fromSeconds: lowest.fromSeconds,
      toSeconds: lowest.toSeconds,
    });
  }
  if (facts.balanceDb !== null && Math.abs(facts.balanceDb) >= NOTABLE_BALANCE_DB) {
    const louder = facts.balanceDb > 0 ? 'Right' : 'Left';
    found.push({
      id: 'balance',
      severity: 'info',
      text: `${louder} is ${Math.abs(facts.balanceDb).toFixed(1)} dB louder than the other channel over the whole file.`,
    });
  }
  return found;
}
