import type { AudioKind, CombReader, PeaksReader } from '../audio/index.ts';
import type { Client } from './client.ts';
import { ApiError } from './errors.ts';

/** Frames the server gives in one call at most. */
export const PCM_FRAMES_PER_CALL = 480_000;

/**
 * Samples over the audio routes; longer reads are split into calls of {@link PCM_FRAMES_PER_CALL} frames. The server
 * may give less at a time when there are many channels; no frames at all means the end of the file.
 */
export function pcmReader(client: Client): CombReader {
  return {
    async read(kind, id, fromFrame, frameCount, signal): Promise<Float32Array<ArrayBuffer>[]> {
      const parts: Float32Array<ArrayBuffer>[][] = [];
      let done = 0;
      while (done < frameCount) {
        const wanted = Math.min(PCM_FRAMES_PER_CALL, frameCount - done);
        const path = `/audio/${kind}/${id}/pcm?fromFrame=${fromFrame + done}&frameCount=${wanted}`;
        const answer = await client.fetch(path, signal ? { signal } : {});
        const frames = count(answer, 'X-Frame-Count');
        parts.push(planes(new Float32Array(await answer.arrayBuffer()), frames));
        done += frames;
        if (frames === 0) break;
      }
      return parts.length === 1 ? (parts[0] as Float32Array<ArrayBuffer>[]) : joined(parts, done);
    },
    async readComb(kind, id, comb, signal, spare): Promise<Float32Array<ArrayBuffer>[]> {
      const query = new URLSearchParams(Object.entries(comb).map(([key, value]) => [key, String(value)]));
      const answer = await client.fetch(`/audio/${kind}/${id}/pcm?${query}`, { signal });
      const bytes = await bodyOf(answer, spare);
      return planes(new Float32Array(bytes.buffer, 0, bytes.byteLength / 4), count(answer, 'X-Frame-Count'));
    },
  };
}

/** Peaks over the audio routes. */
export function peaksReader(client: Client): PeaksReader {
  return {
    async read(kind: AudioKind, id, framesPerPeak, fromPeak, peakCount, signal): Promise<Int16Array[]> {
      const query = `framesPerPeak=${framesPerPeak}&fromPeak=${fromPeak}&peakCount=${peakCount}`;
      const answer = await client.fetch(`/audio/${kind}/${id}/peaks?${query}`, signal ? { signal } : {});
      return planes(new Int16Array(await answer.arrayBuffer()), 2 * count(answer, 'X-Peak-Count'));
    },
  };
}

/** All peaks of one level of a file that is still being imported; ApiError 'not-found' once that is over. */
export async function growingPeaks(
  client: Client,
  importId: string,
  framesPerPeak: number,
  signal: AbortSignal,
): Promise<Int16Array[]> {
  const query = `framesPerPeak=${framesPerPeak}&peakCount=${GROWING_PEAKS}`;
  const answer = await client.fetch(`/audio/imports/${importId}/peaks?${query}`, { signal });
  return planes(new Int16Array(await answer.arrayBuffer()), 2 * count(answer, 'X-Peak-Count'));
}

const GROWING_PEAKS = 8192;

function count(answer: Response, header: string): number {
  const value = Number(answer.headers.get(header));
  if (Number.isInteger(value) && value >= 0) return value;
  throw new ApiError('internal', `The studio sent audio without ${header}.`, 'Reload the page.', answer.status);
}

/** The bytes of an answer, in `spare` where it is large enough and the browser can read into it. */
async function bodyOf(answer: Response, spare: ArrayBuffer): Promise<Uint8Array<ArrayBuffer>> {
  const length = Number(answer.headers.get('Content-Length') ?? Number.POSITIVE_INFINITY);
  if (!answer.body || spare.byteLength < length) return new Uint8Array(await answer.arrayBuffer());
  let reader: ReadableStreamBYOBReader;
  try {
    reader = answer.body.getReader({ mode: 'byob' });
  } catch {
    return new Uint8Array(await answer.arrayBuffer());
  }
  let bytes: Uint8Array<ArrayBuffer> = new Uint8Array(spare, 0, 0);
  for (let filled = 0; filled < length; filled += bytes.byteLength) {
    const { value, done } = await reader.read(new Uint8Array(bytes.buffer, filled, length - filled));
    if (value) bytes = value;
    if (done) throw new ApiError('internal', 'The studio sent less audio than it said.', 'Try again.', answer.status);
  }
  void reader.cancel();
  return new Uint8Array(bytes.buffer, 0, length);
}

/** Cuts planar data into one view per channel. */
function planes<T extends Float32Array | Int16Array>(all: T, perChannel: number): T[] {
  if (perChannel === 0) return [];
  const out: T[] = [];
  for (let at = 0; at + perChannel <= all.length; at += perChannel) out.push(all.subarray(at, at + perChannel) as T);
  return out;
}

function joined(parts: readonly Float32Array[][], frames: number): Float32Array<ArrayBuffer>[] {
  return (parts[0] ?? []).map((_, channel) => {
    const whole = new Float32Array(frames);
    let at = 0;
    for (const part of parts) {
      const piece = part[channel];
      if (piece === undefined) continue;
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  });
}
