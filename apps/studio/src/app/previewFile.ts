import type { AudioSource, ByteSource } from '@studiohand/core/audio';
import { openAiff, openWave, sniffContainer } from '@studiohand/core/formats';

/** Frames looked at in each column: 43 ms at 48 kHz, one read of a few kilobytes. */
const WINDOW_FRAMES = 2048;
const SNIFF_BYTES = 65536;

/** Bytes of a file on the producer's disk, read as they are asked for. */
export function fileBytes(file: Blob & { readonly name: string }): ByteSource {
  return {
    name: file.name,
    size: file.size,
    async read(offset: number, target: Uint8Array): Promise<number> {
      const part = new Uint8Array(await file.slice(offset, offset + target.length).arrayBuffer());
      target.set(part);
      return part.length;
    },
  };
}

async function open(bytes: ByteSource): Promise<AudioSource | undefined> {
  const head = new Uint8Array(Math.min(SNIFF_BYTES, bytes.size));
  await bytes.read(0, head);
  const container = sniffContainer(head);
  if (container === 'wav' || container === 'rf64' || container === 'bw64') return openWave(bytes);
  return container === 'aiff' || container === 'aifc' ? openAiff(bytes) : undefined;
}

/**
 * A rough overview of a WAVE or AIFF file while it is still being copied: in each column the largest sample, over all
 * channels, of a window in its middle. `draw` gets column and level (0..1) in an order that fills in from coarse to
 * fine. Nothing is drawn for other formats or damaged files: the import tells what is wrong with them.
 */
export async function previewFile(
  bytes: ByteSource,
  columns: number,
  draw: (column: number, level: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const source = await open(bytes).catch(() => undefined);
  if (!source) return;
  const { frameCount } = source.info;
  for (const column of coarseToFine(columns)) {
    if (signal.aborted) return;
    const middle = Math.floor(((column + 0.5) / columns) * frameCount);
    const startFrame = Math.max(0, middle - WINDOW_FRAMES / 2);
    let level = 0;
    try {
      for await (const { channels, frames } of source.blocks({ startFrame, frameCount: WINDOW_FRAMES })) {
        for (const channel of channels)
          for (let i = 0; i < frames; i++) level = Math.max(level, Math.abs(channel[i] ?? 0));
      }
    } catch {
      return;
    }
    draw(column, Math.min(1, level));
  }
}

/** 0 .. count-1, every 64th first, then those between. */
export function coarseToFine(count: number): number[] {
  const order: number[] = [];
  for (let step = 64; step >= 1; step /= 2) {
    for (let at = 0; at < count; at += step) if (step === 64 || at % (2 * step) !== 0) order.push(at);
  }
  return order;
}
