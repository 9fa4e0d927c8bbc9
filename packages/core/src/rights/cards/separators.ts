/** Cards of known stem separators, without weights: what their authors stated in public, and what they did not. */
import type { ModelCard } from '../card.ts';
import { MUSDB, publicModel } from './template.ts';

const DEMUCS_LICENCE: ModelCard['licence'] = {
  code: 'MIT',
  weights:
    'outside the MIT licence, for scientific purposes only, says the author; re-uploads labelled MIT contradict him',
  commercialUse: 'forbidden',
  evidence: [
    'https://github.com/facebookresearch/demucs/issues/327',
    'https://github.com/facebookresearch/demucs/issues/508',
  ],
};
const UNSTATED: ModelCard['licence'] = { code: 'MIT', weights: 'none stated', commercialUse: 'unclear' };

export const htdemucs: ModelCard = publicModel({
  id: 'htdemucs',
  name: 'HTDemucs, also fine-tuned (ft) and hdemucs_mmi',
  version: '4',
  task: 'separate',
  summary: 'Four stems. Strong on drums and bass; slower than real time on some machines.',
  sourceUrl: 'https://github.com/facebookresearch/demucs',
  licence: DEMUCS_LICENCE,
  training: {
    disclosure: 'partial',
    datasets: [
      MUSDB,
      { name: '800 further songs, not named', role: 'train', size: '800 songs', basis: 'undisclosed', use: 'unclear' },
    ],
  },
  consent: { status: 'unknown', compensation: 'unknown', credit: 'no' },
  claims: [
    {
      metric: 'SDR, mean of 4 stems',
      value: 9,
      unit: 'dB',
      dataset: 'MUSDB18-HQ test',
      protocol: 'cSDR, museval v4, stated by its authors',
      reproducedLocally: false,
    },
  ],
});

export const htdemucs6: ModelCard = publicModel({
  id: 'htdemucs-6s',
  name: 'HTDemucs, 6 stems',
  version: '4',
  task: 'separate',
  summary: 'Adds guitar and piano; its authors call the piano poor.',
  sourceUrl: 'https://github.com/facebookresearch/demucs',
  licence: DEMUCS_LICENCE,
  training: {
    disclosure: 'none',
    datasets: [
      {
        name: 'Data owned by Meta, says the author',
        role: 'train',
        basis: 'undisclosed',
        use: 'unclear',
        evidence: ['https://github.com/facebookresearch/demucs/issues/418'],
      },
    ],
  },
  consent: { status: 'unknown', compensation: 'unknown', credit: 'no' },
});

export const demucsMdx: ModelCard = publicModel({
  id: 'demucs-mdx',
  name: 'Hybrid Demucs v3 (mdx, mdx_q)',
  version: '3',
  task: 'separate',
  summary: 'Four stems, of the MDX 2021 challenge. mdx_extra is another model: it also saw undisclosed songs.',
  sourceUrl: 'https://github.com/facebookresearch/demucs',
  licence: DEMUCS_LICENCE,
  training: { disclosure: 'full', datasets: [MUSDB] },
  consent: { status: 'none', compensation: 'no', credit: 'yes' },
});

export const mdxNet: ModelCard = publicModel({
  id: 'mdx-net-kuielab',
  name: 'KUIELab MDX-Net, leaderboard A',
  version: '1',
  task: 'separate',
  summary: 'One file per stem. The leaderboard-B weights saw undisclosed songs and need another card.',
  sourceUrl: 'https://github.com/kuielab/mdx-net',
  licence: UNSTATED,
  training: { disclosure: 'full', datasets: [MUSDB] },
  consent: { status: 'none', compensation: 'no', credit: 'yes' },
});

export const mdxUvr: ModelCard = publicModel({
  id: 'mdx-net-uvr',
  name: 'MDX-Net models of the UVR community (UVR, Kim, Anjok07, aufr33)',
  version: '1',
  task: 'separate',
  summary: 'Vocals or instrumental, one target per file. Who trained on what is not written down anywhere.',
  sourceUrl: 'https://github.com/TRvlvr/model_repo',
  licence: {
    ...UNSTATED,
    evidence: ['https://github.com/Anjok07/ultimatevocalremovergui/issues/2185'],
  },
  training: {
    disclosure: 'none',
    datasets: [{ name: 'Not stated', role: 'train', basis: 'undisclosed', use: 'unclear' }],
  },
  consent: { status: 'unknown', compensation: 'unknown', credit: 'unknown' },
});

export const spleeter: ModelCard = publicModel({
  id: 'spleeter',
  name: 'Spleeter, 2, 4 and 5 stems',
  version: '1.4',
  task: 'separate',
  summary: 'Fast, and cuts off at 11 kHz: what is above goes to the residual.',
  sourceUrl: 'https://github.com/deezer/spleeter',
  licence: {
    code: 'MIT',
    weights: 'MIT says the paper, the README says so of the code only; questions unanswered',
    commercialUse: 'unclear',
    evidence: ['https://github.com/deezer/spleeter/issues/898', 'https://github.com/deezer/spleeter/issues/959'],
  },
  training: {
    disclosure: 'none',
    datasets: [
      {
        name: "Deezer's internal catalogue",
        role: 'train',
        size: '24,000 songs',
        basis: 'undisclosed',
        use: 'unclear',
      },
    ],
  },
  consent: { status: 'unknown', compensation: 'unknown', credit: 'no' },
  claims: [
    {
      metric: 'SDR, mean of 4 stems',
      value: 5.9,
      unit: 'dB',
      dataset: 'MUSDB18 test',
      protocol: 'cSDR, museval v4, multichannel Wiener filter, stated by its authors',
      reproducedLocally: false,
    },
  ],
});

export const umxhq: ModelCard = publicModel({
  id: 'umxhq',
  name: 'Open-Unmix umx and umxhq',
  version: '1',
  task: 'separate',
  summary: 'Small and fast; the usual yardstick.',
  sourceUrl: 'https://github.com/sigsep/open-unmix-pytorch',
  licence: { code: 'MIT', weights: 'MIT; learned from data for research only', commercialUse: 'unclear' },
  training: { disclosure: 'full', datasets: [MUSDB] },
  consent: { status: 'none', compensation: 'no', credit: 'yes' },
  claims: [
    {
      metric: 'SDR, mean of 4 stems',
      value: 5.41,
      unit: 'dB',
      dataset: 'MUSDB18-HQ test',
      protocol: 'cSDR, museval v4, stated by its authors',
      reproducedLocally: false,
    },
  ],
});

export const umxl: ModelCard = publicModel({
  id: 'umxl',
  name: 'Open-Unmix umxl',
  version: '1',
  task: 'separate',
  summary: 'The larger Open-Unmix, learned from private stems.',
  sourceUrl: 'https://github.com/sigsep/open-unmix-pytorch',
  licence: { code: 'MIT', weights: 'CC BY-NC-SA 4.0', commercialUse: 'forbidden' },
  training: {
    disclosure: 'none',
    datasets: [{ name: 'Private stems', role: 'train', basis: 'undisclosed', use: 'unclear' }],
  },
  consent: { status: 'unknown', compensation: 'unknown', credit: 'no' },
  claims: [
    {
      metric: 'SDR, mean of 4 stems',
      value: 6.32,
      unit: 'dB',
      dataset: 'MUSDB18-HQ test',
      protocol: 'cSDR, museval v4, stated by its authors',
      reproducedLocally: false,
    },
  ],
});

export const bsRoformer: ModelCard = publicModel({
  id: 'bs-roformer',
  name: 'BS-RoFormer and Mel-RoFormer checkpoints of the community (viperx, Kim, unwa, aufr33 ...)',
  version: '1',
  task: 'separate',
  summary: 'The strongest vocals in public; what they were trained on is not stated.',
  sourceUrl: 'https://github.com/ZFTurbo/Music-Source-Separation-Training',
  licence: {
    ...UNSTATED,
    evidence: ['https://github.com/ZFTurbo/Music-Source-Separation-Training/issues/245'],
  },
  training: {
    disclosure: 'none',
    datasets: [{ name: 'Not stated', role: 'train', basis: 'undisclosed', use: 'unclear' }],
  },
  consent: { status: 'unknown', compensation: 'unknown', credit: 'unknown' },
});

export const scnetMusdb: ModelCard = publicModel({
  id: 'scnet-musdb',
  name: 'SCNet and BS-RoFormer trained on MUSDB only (ZFTurbo)',
  version: '1',
  task: 'separate',
  summary: 'Four stems; the training data are known, and are for research only.',
  sourceUrl: 'https://github.com/ZFTurbo/Music-Source-Separation-Training',
  licence: UNSTATED,
  training: { disclosure: 'full', datasets: [MUSDB] },
  consent: { status: 'none', compensation: 'no', credit: 'yes' },
});
