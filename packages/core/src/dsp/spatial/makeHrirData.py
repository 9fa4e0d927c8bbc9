"""Makes hrirData.ts from the MIT KEMAR head-related impulse responses (Gardner and Martin, MIT Media Lab, 1994).

Input: MIT_KEMAR_normal_pinna.sofa as Debian's libmysofa1 ships it (710 directions, 512 taps, 44.1 kHz).
usage: python makeHrirData.py MIT_KEMAR_normal_pinna.sofa hrirData.ts     (numpy, scipy, h5py)

Steps: left ear only (the right is its mirror image, as in the authors' own compact set); equalised to the diffuse field
(power mean over the sphere, weighted by area, smoothed over a third of an octave, inverted in minimum
phase), so that loudspeaker, microphone and ear canal drop out; 48 kHz by a polyphase filter; the delay that all
responses share cut off; 192 taps with a faded end; directions from ear level up; 16 bit.
"""
import base64, sys
import h5py, numpy as np
from scipy.signal import resample_poly

RATE, TAPS, FADE, LEAD = 48000, 192, 32, 8
source, target = sys.argv[1:]
with h5py.File(source) as sofa:
    ir = sofa['Data.IR'][:, 0, :]
    rate = sofa['Data.SamplingRate'][0]
    azimuth, elevation = np.round(sofa['SourcePosition'][:, :2], 4).T
assert rate == 44100

# Diffuse field: every ring stands for its share of the sphere.
N = 16384
power = np.abs(np.fft.rfft(ir, N)) ** 2
weight = np.zeros(len(ir))
for ring in np.unique(elevation):
    rows = elevation == ring
    weight[rows] = (np.cos(np.radians(ring)) if ring < 90 else 0.004) / rows.sum()
mean = weight @ power / weight.sum()
f = np.fft.rfftfreq(N, 1 / rate)
smooth = np.array([mean[(f >= x / 2 ** (1 / 6)) & (f <= max(x, 20) * 2 ** (1 / 6))].mean() if x > 0 else mean[1] for x in f])
reference = smooth[(f > 300) & (f < 3000)].mean()
inverse = np.sqrt(reference / smooth)
# Outside of what was measured well the nearest good value holds.
low, high = np.searchsorted(f, 30), np.searchsorted(f, 17000)
inverse[:low], inverse[high:] = inverse[low], inverse[high]
inverse = np.clip(inverse, 0.1, 300)
cepstrum = np.fft.irfft(np.log(inverse), N)
cepstrum[1 : N // 2] *= 2
cepstrum[N // 2 + 1 :] = 0
ir = np.fft.irfft(np.fft.rfft(ir, N) * np.exp(np.fft.rfft(cepstrum)), N)[:, :8192]
ir = resample_poly(ir, 160, 147, axis=1, window=('kaiser', 12.0))

# Below 250 Hz the small loudspeaker gave little: level goes on to that of the free field at 0 Hz, delay as above it.
M = 16384
g = np.fft.rfftfreq(M, 1 / RATE)
spectra = np.fft.rfft(ir, M)
fit = (g >= 200) & (g <= 600)
edge = np.argmax(g >= 250)
middle = np.abs(spectra[:, fit]).mean()
for row in spectra:
    slope = np.polyfit(g[fit], np.unwrap(np.angle(row[fit])), 1)[0]
    phase = np.angle(row[edge])
    phase += 2 * np.pi * np.round((slope * g[edge] - phase) / (2 * np.pi))
    blend = g[:edge] / g[edge]
    row[:edge] = middle ** (1 - blend) * np.abs(row[edge]) ** blend * np.exp(1j * phase * blend)
    row[0] = np.abs(row[0])
ir = np.fft.irfft(spectra, M)[:, :1024]

onset = min(np.argmax(np.abs(x) > 0.1 * np.abs(x).max()) for x in ir)
ir = ir[:, max(0, onset - LEAD) :][:, :TAPS].copy()
ir[:, -FADE:] *= np.cos(np.linspace(0, np.pi / 2, FADE)) ** 2
ir[:, : LEAD // 2] *= np.linspace(0, 1, LEAD // 2)
# What the cut took from the lowest octaves comes back as a smooth bump.
bump = np.hanning(TAPS - 64)
ir[:, : len(bump)] += (middle - ir.sum(axis=1))[:, None] * bump / bump.sum()

# The mean power over the sphere is that of the source: 0 dB.
level = (weight @ (np.abs(np.fft.rfft(ir, N)) ** 2) / weight.sum())[(f > 300) & (f < 3000)].mean() ** 0.5
ir /= level
keep, rings = [], []
for ring in [r for r in np.unique(elevation) if r >= 0]:
    rows = np.flatnonzero(elevation == ring)
    rows = rows[np.argsort(azimuth[rows] % 360)]
    assert np.allclose(azimuth[rows], np.arange(len(rows)) * 360 / len(rows), atol=0.6), (ring, azimuth[rows])
    keep.extend(rows)
    rings.append((int(ring), len(rows)))
ir = ir[keep]
scale = np.abs(ir).max() / 32767
data = base64.b64encode(np.round(ir / scale).astype('<i2').tobytes()).decode()
with open(target, 'w') as out:
    out.write(f'''/**
 * Made by makeHrirData.py; do not edit. Head-related impulse responses of the KEMAR dummy head, normal pinna, left ear:
 * Bill Gardner and Keith Martin, "HRTF Measurements of a KEMAR Dummy-Head Microphone", MIT Media Lab Perceptual
 * Computing Technical Report 280, 1994. Copyright 1994 by the MIT Media Laboratory, "provided free with no restrictions
 * on use, provided the authors are cited when the data is used in any research or commercial application".
 */

export const HRIR_RATE_HZ = {RATE};
export const HRIR_TAPS = {TAPS};
/** Amplitude of one step of the 16-bit numbers. */
export const HRIR_SCALE = {scale:.9g};
/** Elevation in degrees and number of directions on that ring, evenly spaced from the front to the left. */
export const HRIR_RINGS: readonly (readonly [number, number])[] = [
''' + ''.join(f'  [{e}, {n}],\n' for e, n in rings) + f'''];
/** Rings in order, directions in order, taps in order: 16-bit little-endian, base64. */
export const HRIR_BASE64 =
  '{data}';
''')
print(f'{len(ir)} directions, {len(data)} characters, equaliser {20 * np.log10(inverse.min()):.1f} to {20 * np.log10(inverse.max()):.1f} dB')
