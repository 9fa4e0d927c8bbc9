/**
 * The sampler chunk `smpl` (MMA/Microsoft, RIFF "New Multimedia Data Types and Data Techniques"): loop points and sample
 * period at another rate. The loop end is the last frame played, so the frame behind it is what scales. Loop fractions
 * stay as they are. Weakness: a rounded loop length detunes very short loops; nobody can avoid that in whole frames.
 */
import { rescalePosition32 } from './rescalePosition.ts';

const HEADER_BYTES = 36;
const LOOP_BYTES = 24;

/** `smpl` payload at another rate. */
export function rescaleSmpl(data: Uint8Array, fromHz: number, toHz: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(data);
  if (copy.length < HEADER_BYTES) return copy;
  const view = new DataView(copy.buffer);
  // dwSamplePeriod: nanoseconds per sample.
  view.setUint32(8, Math.min(0xffffffff, Math.round(1e9 / toHz)), true);
  const loops = Math.min(view.getUint32(28, true), Math.floor((copy.length - HEADER_BYTES) / LOOP_BYTES));
  for (let i = 0; i < loops; i++) {
    const at = HEADER_BYTES + i * LOOP_BYTES;
    const behind = Math.min(0xffffffff, view.getUint32(at + 12, true) + 1);
    view.setUint32(at + 8, rescalePosition32(view.getUint32(at + 8, true), fromHz, toHz), true);
    view.setUint32(at + 12, Math.max(0, rescalePosition32(behind, fromHz, toHz) - 1), true);
  }
  return copy;
}
