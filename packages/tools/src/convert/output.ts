import { AudioError, type AudioInfo, layoutName, type MetadataChunk, type OutputSpec } from '@studiohand/core/audio';
import { appendCodingHistory, rescaleMetadata, SAMPLE_BOUND_CHUNKS } from '@studiohand/core/formats';
import type { Chain } from './chain.ts';
import { containerLimits, fittingRateHz, holdsEncoding, isLossy } from './containers.ts';
import { depthName } from './target.ts';

/** ADM (BS.2076, BS.2088): describes channel by channel what the file holds. */
const CHANNEL_DESCRIPTIONS = ['chna', 'axml', 'bxml', 'sxml'];

/** EBU R 98 codes for algorithms; others than PCM and MPEG audio are not in its list and go by their names. */
function algorithm({ codec, toHz }: Chain): string {
  if (codec !== 'mp3') return codec === 'pcm' || codec === 'flac' ? 'PCM' : codec.toUpperCase();
  return toHz >= 32000 ? 'MPEG1L3' : 'MPEG2L3';
}

/** The CodingHistory line of this conversion (EBU R 98): what the samples are from here on. */
export function codingHistoryLine(chain: Chain): string {
  const { encoding, toHz, layout, codecOptions, quantise } = chain;
  const name = layoutName(layout) ?? `${layout.length} channels`;
  const text = ['Studiohand convert'];
  if (encoding?.kind === 'float') text.push('float');
  if (quantise === 'tpdf' || quantise === 'shaped')
    text.push(`${quantise === 'tpdf' ? 'TPDF' : 'noise-shaped'} dither`);
  // R 98 has words for one and two channels only.
  const oneOrTwo = layout.length <= 2 && layoutName(layout) !== undefined;
  if (!oneOrTwo) text.push(name);
  const bitrate = codecOptions['bitrateKbps'];
  return [
    `A=${algorithm(chain)}`,
    `F=${Math.round(toHz)}`,
    ...(bitrate === undefined ? [] : [`B=${bitrate}`]),
    ...(encoding ? [`W=${encoding.bits}`] : []),
    ...(oneOrTwo ? [`M=${name}`] : []),
    `T=${text.join('; ')}`,
  ].join(',');
}

function carried(chain: Chain, info: AudioInfo): MetadataChunk[] {
  const sameChannels = chain.layout.join(' ') === info.layout.join(' ');
  // A CodingHistory line stands for a change of the coding; the same samples in another wrapper have none.
  const recoded = !chain.bitExact || !sameChannels || chain.encoding?.bits !== info.encoding?.bits;
  return rescaleMetadata(info.metadata, chain.fromHz, chain.toHz)
    .metadata.filter(({ kind, id }) => chain.bitExact || !SAMPLE_BOUND_CHUNKS.includes(`${kind} ${id}`))
    .filter(({ id }) => sameChannels || !CHANNEL_DESCRIPTIONS.includes(id))
    .map((chunk) => {
      if (!recoded || chunk.kind !== 'riff' || chunk.id !== 'bext') return chunk;
      return { ...chunk, data: appendCodingHistory(chunk.data, codingHistoryLine(chain)) };
    });
}

function refuse(message: string, hint: string): never {
  throw new AudioError('invalid-parameter', message, hint);
}

/** What rendering the edited plan produces. Throws where a switched-off move leaves what the container cannot hold. */
export function outputOf(chain: Chain, info: AudioInfo): OutputSpec {
  const { container, codec, toHz, layout, encoding, frameCount, codecOptions } = chain;
  const limits = containerLimits(container);
  if (fittingRateHz(limits, toHz) !== toHz) {
    refuse(`plan: ${limits.title} cannot hold ${toHz} Hz.`, 'Leave the move "resample" on, or choose another format.');
  }
  if (layout.length > limits.maxChannels) {
    refuse(
      `plan: ${limits.title} holds ${limits.maxChannels} channels at most, not ${layout.length}.`,
      'Leave the move "mix-channels" on, or choose another format.',
    );
  }
  if (!isLossy(limits) && (!encoding || !holdsEncoding(limits, encoding))) {
    refuse(
      `plan: ${limits.title} cannot hold ${depthName(encoding)} samples.`,
      'Leave the move "bit-depth" on, or choose another format.',
    );
  }
  const spec: OutputSpec = {
    sampleRateHz: toHz,
    channels: layout.length,
    layout,
    container,
    codec,
    encoding: isLossy(limits) ? undefined : encoding,
    frameCount,
    metadata: chain.keepMetadata ? carried(chain, info) : [],
  };
  return Object.keys(codecOptions).length > 0 ? { ...spec, codecOptions } : spec;
}
