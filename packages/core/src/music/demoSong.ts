import { type AudioSource, memoryAudio } from '../audio/index.ts';
import { dbToGain, midiToHz } from '../units/index.ts';

/** Settings of {@link demoSong}. */
export interface DemoSongOptions {
  /** 8,000 to 192,000; default 48,000. */
  readonly sampleRateHz?: number;
  /** Whole bars of four beats at 96 bpm; default 16 (40 s). */
  readonly bars?: number;
}

/** The stems of {@link demoStems}, in their order. */
export const DEMO_STEMS = ['Drums', 'Bass', 'Pad', 'Melody'] as const;
export type DemoStem = (typeof DEMO_STEMS)[number];

const BEATS_PER_MINUTE = 96;
/** Am, F, C, G as MIDI notes; the first of each is the bass root. */
const CHORDS: readonly (readonly number[])[] = [
  [45, 57, 60, 64],
  [41, 57, 60, 65],
  [48, 55, 60, 64],
  [43, 55, 59, 62],
];
/** Melody of two bars in eighths: MIDI notes, 0 = rest. */
const MELODY: readonly number[] = [76, 0, 74, 72, 0, 72, 74, 0, 69, 0, 72, 0, 71, 69, 67, 0];

type Voice = (out: readonly Float64Array[], start: number, sampleRateHz: number) => void;

function add(out: readonly Float64Array[], at: number, left: number, right: number): void {
  const [l, r] = out as [Float64Array, Float64Array];
  if (at < 0 || at >= l.length) return;
  l[at] = (l[at] as number) + left;
  r[at] = (r[at] as number) + right;
}

/** A small seeded noise in ±1 (linear congruential, Numerical Recipes constants), so that the song is the same everywhere. */
function noise(seed: number): () => number {
  let state = seed >>> 0;
  return (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2147483648 - 1;
  };
}

function kick(): Voice {
  return (out, start, rate) => {
    let phase = 0;
    for (let i = 0; i < 0.32 * rate; i++) {
      const t = i / rate;
      phase += (2 * Math.PI * (48 + 110 * Math.exp(-t * 38))) / rate;
      const value = 0.55 * Math.sin(phase) * Math.exp(-t * 9) * Math.min(1, t * 1500);
      add(out, start + i, value, value);
    }
  };
}

function snare(seed: number): Voice {
  return (out, start, rate) => {
    const random = noise(seed);
    let low = 0;
    for (let i = 0; i < 0.22 * rate; i++) {
      const t = i / rate;
      low += 0.35 * (random() - low);
      const value =
        (0.26 * (random() - low) * Math.exp(-t * 22) + 0.2 * Math.sin(2 * Math.PI * 186 * t) * Math.exp(-t * 26)) *
        Math.min(1, t * 3000);
      add(out, start + i, value * 0.95, value * 1.05);
    }
  };
}

function hat(seed: number, gain: number): Voice {
  return (out, start, rate) => {
    const random = noise(seed);
    let last = 0;
    for (let i = 0; i < 0.06 * rate; i++) {
      const t = i / rate;
      const now = random();
      const value = gain * (now - last) * Math.exp(-t * 70);
      last = now;
      add(out, start + i, value * 0.7, value * 1.2);
    }
  };
}

function bass(note: number, seconds: number): Voice {
  return (out, start, rate) => {
    const hz = midiToHz(note - 12);
    for (let i = 0; i < seconds * rate; i++) {
      const t = i / rate;
      const envelope = Math.min(1, t * 250) * Math.min(1, (seconds - t) * 80) * (0.6 + 0.4 * Math.exp(-t * 7));
      let value = 0;
      for (let k = 1; k <= 6; k++) value += (Math.sin(2 * Math.PI * k * hz * t) / k) * Math.exp(-t * k * 1.5);
      add(out, start + i, 0.16 * value * envelope, 0.16 * value * envelope);
    }
  };
}

function pad(notes: readonly number[], seconds: number): Voice {
  return (out, start, rate) => {
    for (const [n, note] of notes.entries()) {
      for (const [side, cents] of [-6, 5].entries()) {
        const hz = midiToHz(note + cents / 100);
        for (let i = 0; i < seconds * rate; i++) {
          const t = i / rate;
          const envelope = Math.min(1, t * 4) * Math.min(1, (seconds - t) * 4);
          const phase = 2 * Math.PI * hz * t + n;
          const value =
            0.028 * envelope * (Math.sin(phase) + 0.5 * Math.sin(2 * phase) + 0.25 * Math.sin(3 * phase + side));
          add(out, start + i, side === 0 ? value : value * 0.25, side === 0 ? value * 0.25 : value);
        }
      }
    }
  };
}

function pluck(note: number, seconds: number): Voice {
  return (out, start, rate) => {
    const hz = midiToHz(note);
    for (let i = 0; i < seconds * rate; i++) {
      const t = i / rate;
      const modulator = 2.2 * Math.exp(-t * 9) * Math.sin(2 * Math.PI * 2 * hz * t);
      const value =
        0.12 *
        Math.sin(2 * Math.PI * hz * t + modulator) *
        Math.exp(-t * 4.5) *
        Math.min(1, t * 800) *
        Math.min(1, (seconds - t) * 60);
      add(out, start + i, value * 0.8, value);
    }
  };
}

/**
 * The demo song, synthesised here and so free of anybody's rights: drums, bass, pad and a plucked melody, stereo,
 * quantised to 24 bits, the same samples at every run. About 4 MB per minute and channel at 48 kHz; meant for demos
 * and tests, not for long renders (it is held in memory).
 */
export function demoSong({ sampleRateHz = 48000, bars = 16 }: DemoSongOptions = {}): AudioSource {
  const out = compose(sampleRateHz, bars, DEMO_STEMS);
  scale(out, dbToGain(-3) / peakOf([out]));
  return memoryAudio(out, sampleRateHz, { name: 'Studiohand demo song', encoding: { kind: 'int', bits: 24 } });
}

/**
 * The song's stems, in the order of {@link DEMO_STEMS}, each at the level it has in the song: they add up to it but for
 * rounding to 24 bits. Four times the memory of the song.
 */
export function demoStems({ sampleRateHz = 48000, bars = 16 }: DemoSongOptions = {}): readonly AudioSource[] {
  const stems = DEMO_STEMS.map((stem) => compose(sampleRateHz, bars, [stem]));
  const gain = dbToGain(-3) / peakOf(stems);
  return stems.map((out, index) => {
    scale(out, gain);
    const name = `Studiohand demo song, ${DEMO_STEMS[index]}`;
    return memoryAudio(out, sampleRateHz, { name, encoding: { kind: 'int', bits: 24 } });
  });
}

/** Largest sample of the sum of some stems. */
function peakOf(stems: readonly (readonly Float64Array[])[]): number {
  let peak = 0;
  for (const [c, channel] of (stems[0] ?? []).entries()) {
    for (let i = 0; i < channel.length; i++) {
      let sum = 0;
      for (const stem of stems) sum += stem[c]?.[i] ?? 0;
      peak = Math.max(peak, Math.abs(sum));
    }
  }
  return peak;
}

/** Sets the level and rounds to 24 bits. */
function scale(out: readonly Float64Array[], gain: number): void {
  for (const channel of out) {
    for (let i = 0; i < channel.length; i++) channel[i] = Math.round((channel[i] as number) * gain * 8388608) / 8388608;
  }
}

/** Left and right of some stems, before the level is set. */
function compose(sampleRateHz: number, bars: number, stems: readonly DemoStem[]): Float64Array[] {
  const beat = 60 / BEATS_PER_MINUTE;
  const frames = Math.round((bars * 4 * beat + 1) * sampleRateHz);
  const out = [new Float64Array(frames), new Float64Array(frames)];
  const at = (beats: number): number => Math.round(beats * beat * sampleRateHz);
  const play = (stem: DemoStem, voice: Voice, beats: number): void => {
    if (stems.includes(stem)) voice(out, at(beats), sampleRateHz);
  };

  for (let bar = 0; bar < bars; bar++) {
    const chord = CHORDS[bar % CHORDS.length] as readonly number[];
    const first = bar * 4;
    const full = bar >= 2 && bar < bars - 1;
    play('Pad', pad(chord.slice(1), 4 * beat), first);
    for (let eighth = 0; eighth < 8; eighth++) {
      if (full) play('Drums', hat(1 + bar * 8 + eighth, eighth % 2 === 0 ? 0.09 : 0.05), first + eighth / 2);
      const note = MELODY[(bar % 2) * 8 + eighth] as number;
      if (bar >= 4 && note > 0) play('Melody', pluck(note, 0.45), first + eighth / 2);
    }
    if (!full) continue;
    for (const beats of [0, 2, 2.5]) play('Drums', kick(), first + beats);
    for (const beats of [1, 3]) play('Drums', snare(100 + bar * 2 + beats), first + beats);
    for (const [beats, length] of [
      [0, 1.4],
      [1.5, 0.9],
      [2.5, 1.4],
    ] as const)
      play('Bass', bass(chord[0] as number, length * beat), first + beats);
  }
  return out;
}
