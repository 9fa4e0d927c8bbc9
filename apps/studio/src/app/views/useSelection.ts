import { useSyncExternalStore } from 'react';
import type { Selection } from '../../views/index.ts';
import { useServices } from '../context.ts';
import { clockText } from '../format.ts';
import type { Region } from '../selectionParameters.ts';

/** What is selected on the timeline; null for nothing. */
export function useSelection(): Selection | null {
  const { timeline } = useServices().listening;
  return useSyncExternalStore(
    (listener) => timeline.subscribe(listener),
    () => timeline.selection,
  );
}

/** A selection in seconds and Hz. */
export function regionOf({ fromFrame, toFrame, fromHz, toHz }: Selection, sampleRateHz: number): Region {
  return {
    fromSeconds: fromFrame / sampleRateHz,
    toSeconds: toFrame / sampleRateHz,
    ...(fromHz === undefined ? {} : { fromHz }),
    ...(toHz === undefined ? {} : { toHz }),
  };
}

/** "1:02.500 to 1:03.000, 200 to 4,000 Hz". */
export function regionText({ fromSeconds, toSeconds, fromHz, toHz }: Region): string {
  const time = `${clockText(fromSeconds, 3)} to ${clockText(toSeconds, 3)}`;
  const hz = (value: number): string => Math.round(value).toLocaleString('en');
  if (fromHz === undefined && toHz === undefined) return time;
  if (fromHz === undefined) return `${time}, up to ${hz(toHz as number)} Hz`;
  return toHz === undefined ? `${time}, from ${hz(fromHz)} Hz` : `${time}, ${hz(fromHz)} to ${hz(toHz)} Hz`;
}

/** Seconds of "62.5", "1:02.5" or "1:00:02"; null for anything else. */
export function secondsOf(text: string): number | null {
  const parts = text.trim().replace(',', '.').split(':');
  if (parts.length > 3 || !parts.every((part, i) => (i === parts.length - 1 ? /^\d+(\.\d*)?$/ : /^\d+$/).test(part)))
    return null;
  return parts.reduce((sum, part) => 60 * sum + Number(part), 0);
}

/** Hz of "200", "4,000", "1.5k" or "1.5 kHz"; null for anything else. */
export function hzOf(text: string): number | null {
  const match = /^(\d+(?:\.\d*)?)\s*(k?)(?:hz)?$/i.exec(text.trim().replaceAll(',', ''));
  return match ? Number(match[1]) * (match[2] === '' ? 1 : 1000) : null;
}
