/**
 * Sample positions and rates in `iXML` (iXML specification 3, SPEED and BEXT sections): the timestamp and BWF time
 * reference pairs are rescaled and the rates renamed; every other byte stays. Weakness: UTF-16 documents and sync
 * points are left as they are.
 */
import { rescalePosition, smaller } from './rescalePosition.ts';

/** Names of the high and low halves of 64-bit positions. */
const PAIRS: readonly (readonly [string, string])[] = [
  ['TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI', 'TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO'],
  ['BWF_TIME_REFERENCE_HIGH', 'BWF_TIME_REFERENCE_LOW'],
];
const RATES: readonly string[] = ['FILE_SAMPLE_RATE', 'TIMESTAMP_SAMPLE_RATE'];

/** `iXML` payload for the same audio at another rate. */
export function rescaleIxml(data: Uint8Array, fromHz: number, toHz: number): Uint8Array<ArrayBuffer> {
  let xml = '';
  for (const byte of data) xml += String.fromCharCode(byte);
  for (const [highName, lowName] of PAIRS) {
    const high = fieldOf(xml, highName);
    const low = fieldOf(xml, lowName);
    if (low === undefined || !/^\d{1,10}$/.test(low) || !/^\d{1,10}$/.test(high ?? '0')) continue;
    const position = (BigInt(high ?? 0) << 32n) + BigInt(low);
    const limit = high === undefined ? 2n ** 32n - 1n : 2n ** 64n - 1n;
    const scaled = smaller(rescalePosition(position, fromHz, toHz), limit);
    xml = replaced(xml, highName, String(scaled >> 32n));
    xml = replaced(xml, lowName, String(scaled & 0xffffffffn));
  }
  for (const name of RATES) xml = replaced(xml, name, String(toHz));
  return Uint8Array.from(xml, (character) => character.charCodeAt(0));
}

/** Text of the first element of that name, or undefined. */
function fieldOf(xml: string, name: string): string | undefined {
  const start = xml.indexOf(`<${name}>`);
  const end = xml.indexOf(`</${name}>`, start);
  return start < 0 || end < 0 ? undefined : xml.slice(start + name.length + 2, end).trim();
}

function replaced(xml: string, name: string, value: string): string {
  const start = xml.indexOf(`<${name}>`);
  const end = xml.indexOf(`</${name}>`, start);
  return start < 0 || end < 0 ? xml : `${xml.slice(0, start + name.length + 2)}${value}${xml.slice(end)}`;
}
