import type { Player } from '../audio/player.ts';

export interface MetersOptions {
  readonly player: Player;
  /** Loudness the producer aims at, drawn as a line; null for none. */
  readonly targetLufs?: number | null;
  /** Ceiling over which the true peak turns to the alert colour and gets a mark; default -1 dBTP. */
  readonly ceilingDbtp?: number;
}

/** Loudness, peak and correlation meters on one canvas and the spectrum on another, both mounted in their hosts. */
export declare class Meters {
  constructor(host: HTMLElement, options: MetersOptions);
  setTarget(targetLufs: number | null, ceilingDbtp: number): void;
  /** Integrated loudness of what is heard, from the report; null when not known. */
  setIntegrated(lufs: number | null): void;
  /** The figures as text for screen readers, asked for by the shell at most once a second. */
  get text(): string;
  refreshTheme(): void;
  dispose(): void;
  [Symbol.dispose](): void;
}

/** Spectrum analyser of what is heard, log frequency, dB, with slow peak hold. */
export declare class SpectrumView {
  constructor(host: HTMLElement, player: Player);
  refreshTheme(): void;
  dispose(): void;
  [Symbol.dispose](): void;
}
