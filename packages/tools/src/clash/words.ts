/** The findings of `clash` in words that a producer uses. */
import type { Passage } from '@studiohand/core/dsp';
import type { ClashAnalysis, ClashWithRemedy, Remedy, Suggestion } from './analysis.ts';

export function hertz(hz: number): string {
  return hz < 1000 ? `${Math.round(hz)} Hz` : `${Number((hz / 1000).toPrecision(2))} kHz`;
}

export function range({ fromHz, toHz }: { readonly fromHz: number; readonly toHz: number }): string {
  if (toHz < 1000) return `${Math.round(fromHz)}-${Math.round(toHz)} Hz`;
  return fromHz >= 1000
    ? `${Number((fromHz / 1000).toPrecision(2))}-${hertz(toHz)}`
    : `${hertz(fromHz)}-${hertz(toHz)}`;
}

export function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  const tenths = seconds < 60 && seconds % 1 > 0.05 ? `.${Math.floor((seconds % 1) * 10)}` : '';
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}${tenths}`;
}

export function when(passages: readonly Passage[], durationSeconds: number): string {
  const sum = passages.reduce((total, p) => total + p.toSeconds - p.fromSeconds, 0);
  if (sum > 0.8 * durationSeconds) return 'throughout';
  const [first, second] = passages;
  const span = (p: Passage): string => `${clock(p.fromSeconds)}-${clock(p.toSeconds)}`;
  if (passages.length === 1 && first) return `at ${span(first)}`;
  if (passages.length === 2 && first && second) return `at ${span(first)} and ${span(second)}`;
  return `in ${passages.length} passages, the first at ${span(first as Passage)}`;
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** Whether a name reads as several: drums, not bass. */
const isPlural = (name: string): boolean => /[^su]s$/i.test(name);
const masks = (name: string): string => (isPlural(name) ? 'mask' : 'masks');
const sounds = (name: string): string => `${name} ${isPlural(name) ? 'sound' : 'sounds'}`;

/** "vocals are silent", "bass and kick are silent". */
export function silentText(names: readonly string[]): string {
  const several = names.length > 1 || isPlural(names[0] ?? '');
  return `${names.join(' and ')} ${several ? 'are' : 'is'} silent`;
}

const tooLow = (db: number): string => (db < 1 ? 'just too low' : `${db.toFixed(0)} dB too low`);

/** "bass masks the fundamental of kick, 52-68 Hz, at 0:31-0:58: 70 % of what is there lies 7 dB too low to be heard." */
export function clashText(clash: ClashWithRemedy, { stems, durationSeconds }: ClashAnalysis): string {
  const what = clash.fundamental ? `the fundamental of ${stems[clash.masked]},` : `${stems[clash.masked]} at`;
  return (
    `${stems[clash.masker]} ${masks(stems[clash.masker] as string)} ${what} ${range(clash)}, ${when(clash.passages, durationSeconds)}: ` +
    `${percent(clash.lostHere)} of what is there lies ${tooLow(clash.maskedDb)} to be heard.`
  );
}

/** What a remedy does, as an instruction. */
export function remedyText(remedy: Remedy, stem: string, stems: readonly string[]): string {
  switch (remedy.kind) {
    case 'bell':
      return `Cut ${stem} by ${-remedy.gainDb} dB at ${hertz(remedy.frequencyHz)} (Q ${remedy.q})`;
    case 'duck':
      return `Cut ${stem} by ${-remedy.gainDb} dB at ${hertz(remedy.frequencyHz)} (Q ${remedy.q}) while ${sounds(stems[remedy.keyStem] as string)}`;
    case 'level':
      return `Lower ${stem} by ${-remedy.gainDb} dB`;
    case 'pan':
      return `Pan ${stem} by ${remedy.balanceDb} dB to one side`;
    case 'polarity':
      return `Turn the polarity of ${stem} over`;
  }
}

/** The prediction behind a suggestion. */
export function predictionText({ lostBefore, lostAfter, worst }: Suggestion, stems: readonly string[]): string {
  const cost =
    worst && worst.after - worst.before >= 0.001
      ? ` The price: ${stems[worst.masker]} would hide ${(100 * worst.after).toFixed(1)} % of ${stems[worst.masked]}, now ${(100 * worst.before).toFixed(1)} %.`
      : '';
  return `Predicted: ${percent(lostBefore)} lost there becomes ${percent(lostAfter)}.${cost}`;
}

/** The advice for one clash. */
export function adviceText(clash: ClashWithRemedy, { stems }: ClashAnalysis): string {
  const { suggestion } = clash;
  if (!suggestion)
    return 'No EQ, level or panning within the limits helps without harm elsewhere: one of the two has to give way by arrangement.';
  const more = suggestion.enough ? '' : ' For more, one of the two has to give way by arrangement.';
  return `${remedyText(suggestion.remedy, stems[suggestion.stem] as string, stems)}. ${predictionText(suggestion, stems)}${more}`;
}
