/** Two seconds of a tone at -12 dBFS as a WAV file: 48 kHz, 16 bit, mono. */
export function toneWave(frequencyHz = 440): Buffer {
  const frames = 96_000;
  const wave = Buffer.alloc(44 + 2 * frames);
  wave.write('RIFF', 0);
  wave.writeUInt32LE(36 + 2 * frames, 4);
  wave.write('WAVEfmt ', 8);
  wave.writeUInt32LE(16, 16);
  wave.writeUInt16LE(1, 20);
  wave.writeUInt16LE(1, 22);
  wave.writeUInt32LE(48_000, 24);
  wave.writeUInt32LE(96_000, 28);
  wave.writeUInt16LE(2, 32);
  wave.writeUInt16LE(16, 34);
  wave.write('data', 36);
  wave.writeUInt32LE(2 * frames, 40);
  for (let i = 0; i < frames; i++) {
    wave.writeInt16LE(Math.round(8192 * Math.sin((2 * Math.PI * frequencyHz * i) / 48_000)), 44 + 2 * i);
  }
  return wave;
}
