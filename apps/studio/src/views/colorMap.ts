/**
 * Colour maps of our own with lightness rising in a straight line, so that equal steps of level look equally large
 * and the picture also reads in grey and for colour-blind eyes. Built in OKLCH (Ottosson 2020, "A perceptual color
 * space for image processing").
 */
export type ColorMapName = 'magma' | 'viridis' | 'grey';

/** Hue in degrees and chroma over the value 0..1; lightness is linear. */
interface Ramp {
  readonly lightness: readonly [number, number];
  readonly hue: (value: number) => number;
  readonly chroma: (value: number) => number;
}

const RAMPS: Readonly<Record<ColorMapName, Ramp>> = {
  magma: {
    lightness: [0.02, 0.98],
    hue: (v) => 285 + 175 * v ** 1.15,
    chroma: (v) => 0.2 * Math.sin(Math.PI * Math.min(1, v * 0.92 + 0.04)) ** 0.8,
  },
  viridis: {
    lightness: [0.12, 0.95],
    hue: (v) => 305 - 195 * v,
    chroma: (v) => 0.09 + 0.1 * v * v + 0.03 * Math.sin(Math.PI * v),
  },
  grey: { lightness: [0.1, 1], hue: () => 0, chroma: () => 0 },
};

function linearRgb(lightness: number, chroma: number, hueDegrees: number): [number, number, number] {
  const hue = (hueDegrees * Math.PI) / 180;
  const a = chroma * Math.cos(hue);
  const b = chroma * Math.sin(hue);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** IEC 61966-2-1. */
function encode(linear: number): number {
  const v = Math.max(0, Math.min(1, linear));
  return Math.round(255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055));
}

/** 256 RGBA colours; chroma is taken back where sRGB has no such colour, lightness never. */
export function colorMap(name: ColorMapName): Uint8Array<ArrayBuffer> {
  const { lightness, hue, chroma } = RAMPS[name];
  const bytes = new Uint8Array(256 * 4);
  for (let i = 0; i < 256; i++) {
    const value = i / 255;
    const level = lightness[0] + (lightness[1] - lightness[0]) * value;
    let strength = chroma(value);
    let rgb = linearRgb(level, strength, hue(value));
    for (let k = 0; k < 40 && rgb.some((v) => v < -1e-4 || v > 1.0001); k++) {
      strength *= 0.93;
      rgb = linearRgb(level, strength, hue(value));
    }
    bytes.set([...rgb.map(encode), 255], 4 * i);
  }
  return bytes;
}
