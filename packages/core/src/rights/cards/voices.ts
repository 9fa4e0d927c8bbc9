/** Cards of known noise reducers for spoken voice. */
import type { ModelCard } from '../card.ts';
import { publicModel } from './template.ts';

export const rnnoise: ModelCard = publicModel({
  id: 'rnnoise',
  name: 'RNNoise 0.2',
  version: '0.2',
  task: 'denoise',
  summary: 'Spoken voice only, 48 kHz mono. It takes music and singing for noise.',
  sourceUrl: 'https://github.com/xiph/rnnoise',
  artifacts: [
    {
      file: 'rnnoise-sync.js',
      bytes: 1933102,
      sha256: '05a553f523d59502d133a6d05dbf1878137c9e7bcff06edf5561f7001b62f95f',
      format: 'wasm',
      source: 'npm: @jitsi/rnnoise-wasm 0.2.1',
      pinnedBy: 'studiohand',
    },
  ],
  licence: {
    code: 'BSD-3-Clause (library), Apache-2.0 (WASM build)',
    weights: 'BSD-3-Clause',
    commercialUse: 'allowed',
    evidence: ['https://github.com/xiph/rnnoise/blob/main/COPYING'],
  },
  training: {
    disclosure: 'full',
    datasets: [
      {
        name: 'Public speech corpora of datasets.txt (OpenSLR 30 to 109)',
        role: 'train',
        licence: 'several open licences, by corpus',
        basis: 'open-licence',
        use: 'unclear',
        optOutHonoured: 'unknown',
        attributionList: 'https://github.com/xiph/rnnoise/blob/main/datasets.txt',
      },
      {
        name: 'Noise of the project and contributed by its users',
        role: 'train',
        basis: 'contributed-with-consent',
        use: 'commercial-ok',
      },
    ],
  },
  consent: { status: 'mixed', compensation: 'no', credit: 'yes' },
});

export const deepFilterNet: ModelCard = publicModel({
  id: 'deepfilternet',
  name: 'DeepFilterNet 1 to 3',
  version: '3',
  task: 'denoise',
  summary: 'Spoken voice only, 48 kHz. It silences instruments, and singing too.',
  sourceUrl: 'https://github.com/Rikorose/DeepFilterNet',
  licence: {
    code: 'MIT or Apache-2.0',
    weights: 'none stated; questions unanswered',
    commercialUse: 'unclear',
    evidence: [697, 700, 709, 712].map((n) => `https://github.com/Rikorose/DeepFilterNet/issues/${n}`),
  },
  training: {
    disclosure: 'partial',
    datasets: [
      {
        name: 'Speech, noise and room responses of the DNS challenge 4 (LibriVox, VCTK, VoxCeleb2, PTDB-TUG, AudioSet, Freesound, DEMAND)',
        role: 'train',
        size: 'over 500 h of speech, 150 h of noise',
        licence: 'several; AudioSet and VoxCeleb2 are of YouTube',
        basis: 'undisclosed',
        use: 'unclear',
      },
    ],
  },
  consent: { status: 'unknown', compensation: 'no', credit: 'unknown' },
});
