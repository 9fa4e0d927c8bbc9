import type { AudioInfo } from '@studiohand/core/audio';
import type { MeasureAnalysis } from '../analysis.ts';
import { bitDepthText, type Row } from '../report.ts';
import { channelName, clock, frequency, plural, show } from '../words.ts';

/** The technical facts as rows for the page. */
export function technicalRows(a: MeasureAnalysis, { layout }: AudioInfo): Row[] {
  const rows: Row[] = [];
  const add = (label: string, value: string): void => {
    rows.push({ label, value });
  };
  const { technical, spectrum, dynamics, stereo, loudness } = a;
  const perChannel = (values: readonly string[]): string =>
    values.map((value, c) => `${channelName(c, layout)} ${value}`).join(', ');
  if (technical) {
    const { clipping, silence, hum, channelPeakDbfs } = technical;
    add('Bit depth', bitDepthText(technical.bitDepth));
    if (a.channels <= 12) add('Sample peak', perChannel(channelPeakDbfs.map((v) => show(v, 'dBFS', 2))));
    if (a.channels <= 12)
      add('DC offset', perChannel((a.dcOffset ?? []).map((v) => `${((v ?? 0) * 100).toFixed(3)} %`)));
    const longest = [...clipping.runs].sort((x, y) => y.samples - x.samples).slice(0, 3);
    const places = longest.map((run) => `${clock(run.seconds)} ${channelName(run.channel, layout)} (${run.samples})`);
    add(
      'Clipping',
      clipping.count + clipping.flatToppedCount === 0
        ? 'none found'
        : `${plural(clipping.count, 'run')} at full scale, ${plural(clipping.flatToppedCount, 'flat top')} below; longest (samples): ${places.join(', ')}`,
    );
    add(
      'Silence',
      `head ${silence.headSeconds.toFixed(2)} s (digital ${silence.digitalHeadSeconds.toFixed(2)} s), tail ${silence.tailSeconds.toFixed(2)} s (digital ${silence.digitalTailSeconds.toFixed(2)} s)`,
    );
    if (hum)
      add(
        'Hum lines',
        hum.lines.length === 0
          ? 'none found'
          : hum.lines.map((l) => `${frequency(l.frequencyHz)} ${l.levelDbfs.toFixed(0)} dBFS`).join(', '),
      );
  }
  if (dynamics) add('RMS, noise floor', `${show(dynamics.rmsDbfs, 'dBFS')}, ${show(dynamics.noiseFloorDbfs, 'dBFS')}`);
  if (stereo) add('Mid, side', `${show(stereo.midRmsDbfs, 'dBFS')}, ${show(stereo.sideRmsDbfs, 'dBFS')}`);
  if (loudness && a.channels <= 12)
    add('Channel loudness', perChannel(loudness.channelLufs.map((v) => show(v, 'LUFS'))));
  if (spectrum) {
    const { highestHz, edge } = spectrum.bandwidth;
    const cliff = edge ? `, a fall of ${edge.dropDb.toFixed(0)} dB within ${frequency(edge.widthHz)}` : '';
    add('Bandwidth', highestHz === null ? 'silence' : `up to ${frequency(highestHz)}${cliff}`);
  }
  add('Invalid samples', a.invalidSamples.count === 0 ? 'none' : plural(a.invalidSamples.count, 'sample'));
  return rows;
}
