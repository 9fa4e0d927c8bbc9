/** Reads a descriptor from unknown JSON: each field by itself, then what contradicts what. */
import { AudioError } from '@studiohand/core/audio';
import { type DescriptorPort, type ModelDescriptor, type StftSettings, spectrumFrames } from './descriptor.ts';
import { descriptorShape } from './descriptorShape.ts';

/** The descriptor in `value`. Throws AudioError 'invalid-parameter' that names each fault. */
export function parseDescriptor(value: unknown): ModelDescriptor {
  const result = descriptorShape.safeParse(value);
  const faults = result.success
    ? contradictions(result.data)
    : result.error.issues.map(({ path, message }) => `${path.join('.') || 'the document'}: ${message}`);
  if (result.success && faults.length === 0) return result.data;
  throw new AudioError(
    'invalid-parameter',
    `The model's descriptor is not valid: ${faults.slice(0, 8).join('; ')}.`,
    'docs/models.md describes every field and has an example for each kind of model.',
  );
}

/** What is well-formed and yet cannot be. */
function contradictions(d: ModelDescriptor): string[] {
  const faults: string[] = [];
  const named = d.files.flatMap(({ stems }) => stems ?? d.stems);
  if (new Set([...d.stems, d.remainder]).size !== d.stems.length + 1) faults.push('stems: names repeat');
  if (named.length !== d.stems.length || d.stems.some((stem) => !named.includes(stem)))
    faults.push('files: each stem has to come from exactly one file');
  const ports: DescriptorPort[] = [...d.inputs, ...d.outputs];
  for (const { content, layout: axes } of ports) {
    const letters = [...axes.join('')].filter((letter) => letter !== '1');
    const time = content === 'waveform' ? 'N' : 'FT';
    const wanted = [...time, ...(content.startsWith('complex') ? 'R' : ''), ...(d.channels === 2 ? 'C' : '')];
    const allowed = [...wanted, 'B', 'C', 'S'];
    if (new Set(letters).size !== letters.length) faults.push(`layout ${axes.join(',')}: a letter repeats`);
    for (const letter of wanted)
      if (!letters.includes(letter)) faults.push(`layout ${axes.join(',')}: ${letter} is missing for ${content}`);
    for (const letter of letters)
      if (!allowed.includes(letter)) faults.push(`layout ${axes.join(',')}: ${letter} has no place in ${content}`);
  }
  if (d.inputs.some(({ layout: axes }) => axes.join('').includes('S'))) faults.push('inputs: S is an axis of outputs');
  for (const { file, stems = d.stems } of d.files)
    if (stems.length > 1 && d.outputs.some(({ layout: axes }) => !axes.join('').includes('S')))
      faults.push(`files: ${file} gives ${stems.length} stems, but a layout has no S`);
  const spectral = ports.some(({ content }) => content !== 'waveform');
  if (spectral && !d.stft) faults.push('stft: it is needed for spectra');
  if (
    d.outputs.some(({ content }) => content !== 'waveform') &&
    d.outputs.some(({ content }) => /mask|magnitude/.test(content)) &&
    d.outputs.length > 1
  )
    faults.push('outputs: only waveforms and complex spectra can be added up');
  if (d.stft) faults.push(...stftFaults(d, d.stft));
  if (d.ratioMaskPower !== undefined && d.outputs.some(({ content }) => content !== 'magnitude'))
    faults.push('ratioMaskPower: it needs magnitudes');
  const useful = d.chunk.frames - 2 * d.chunk.trimFrames;
  if (useful < 16) faults.push('chunk.trimFrames: nothing is left of the chunk');
  if (d.chunk.window === 'linear' && (d.chunk.fadeFrames ?? useful) > useful)
    faults.push('chunk.fadeFrames: longer than the chunk');
  return faults;
}

function stftFaults({ chunk: { frames } }: ModelDescriptor, s: StftSettings): string[] {
  const faults: string[] = [];
  if (s.size % 2 !== 0) faults.push('stft.size: must be even');
  if (s.hop > s.size) faults.push('stft.hop: longer than a frame');
  if (s.bins > s.size / 2 + 1) faults.push(`stft.bins: a frame of ${s.size} has ${s.size / 2 + 1}`);
  if (s.zeroBins >= s.bins) faults.push('stft.zeroBins: all of them');
  if (frames <= s.size) faults.push('chunk.frames: shorter than a frame of the transform');
  if (s.size / 2 + s.extraPad >= frames) faults.push('stft.extraPad: longer than the chunk');
  if (spectrumFrames(s, frames) < 1) faults.push('stft: no frame is left in a chunk');
  return faults;
}
