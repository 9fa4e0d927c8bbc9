import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AudioError } from '../audio/index.ts';
import {
  assessModel,
  DEFAULT_POLICY,
  KNOWN_CARDS,
  knownCard,
  type ModelCard,
  type ModelPolicy,
  parseCard,
  parsePolicy,
  permit,
  REASONS,
  type Verdict,
} from './index.ts';

const TODAY = '2026-11-25';
const PRIVATE: ModelPolicy = { ...DEFAULT_POLICY, commercial: false };
const known = (id: string): ModelCard => knownCard(id) as ModelCard;
/** The card as it is once its file was added. */
const added = (card: ModelCard): ModelCard => ({
  ...card,
  artifacts: [{ file: 'model.onnx', bytes: 1, sha256: 'a'.repeat(64), format: 'onnx', pinnedBy: 'user' }],
});
const codes = (card: ModelCard | undefined, policy: ModelPolicy, more = {}): string[] =>
  assessModel(card, { today: TODAY, ...more }, policy).reasons.map((r) => `${r.verdict}:${r.code}`);

function thrown(run: () => unknown): AudioError {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(AudioError);
    return error as AudioError;
  }
  throw new Error('nothing was thrown');
}

describe('cards', () => {
  it('are all valid, with distinct ids, and survive JSON', () => {
    expect(new Set(KNOWN_CARDS.map(({ id }) => id)).size).toBe(KNOWN_CARDS.length);
    for (const card of KNOWN_CARDS) expect(parseCard(JSON.parse(JSON.stringify(card)))).toEqual(card);
  });

  it('name every field at fault', () => {
    const { consent: _, ...rest } = known('spleeter');
    const error = thrown(() =>
      parseCard({
        ...rest,
        id: '../x',
        extra: 1,
        artifacts: [{ file: '/etc/passwd', bytes: 0, sha256: 'A', format: 'exe' }],
      }),
    );
    expect(error.code).toBe('invalid-parameter');
    for (const part of [
      'consent',
      'id must',
      'extra is not known',
      'artifacts[0].file',
      'artifacts[0].bytes',
      'sha256',
      'format',
    ])
      expect(error.message).toContain(part);
  });

  it('do not let a trained model claim that training does not concern it', () => {
    const card = { ...known('spleeter'), training: { disclosure: 'not-applicable', datasets: [] } };
    expect(thrown(() => parseCard(card)).message).toContain('training.disclosure');
  });

  it('give a card or an AudioError for any JSON', () => {
    const valid = known('rnnoise') as unknown as Record<string, unknown>;
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(valid)), fc.jsonValue(), fc.boolean(), (key, value, whole) => {
        try {
          parseCard(whole ? value : { ...valid, [key]: value });
        } catch (error) {
          expect(error).toBeInstanceOf(AudioError);
        }
      }),
      { seed: 6, numRuns: 500 },
    );
  });
});

describe('the gate', () => {
  it.each<[string, Verdict, Verdict]>([
    ['htdemucs', 'confirm', 'deny'],
    ['htdemucs-6s', 'confirm', 'deny'],
    ['demucs-mdx', 'allow', 'deny'],
    ['spleeter', 'confirm', 'confirm'],
    ['umxl', 'confirm', 'deny'],
    ['umxhq', 'allow', 'confirm'],
    ['mdx-net-uvr', 'confirm', 'confirm'],
    ['mdx-net-kuielab', 'allow', 'confirm'],
    ['bs-roformer', 'confirm', 'confirm'],
    ['scnet-musdb', 'allow', 'confirm'],
    ['deepfilternet', 'confirm', 'confirm'],
  ])('%s, once added: %s for private, %s for commercial work', (id, forPrivate, commercial) => {
    expect(assessModel(added(known(id)), { today: TODAY }, PRIVATE).verdict).toBe(forPrivate);
    expect(assessModel(added(known(id)), { today: TODAY }).verdict).toBe(commercial);
  });

  it('allows RNNoise, which ships, and denies the others without a file, and everything without a card', () => {
    expect(codes(known('rnnoise'), DEFAULT_POLICY)).toEqual([]);
    expect(codes(known('spleeter'), PRIVATE)).toContain('deny:ARTIFACT_HASH_MISSING');
    expect(codes(undefined, PRIVATE)).toEqual(['deny:CARD_MISSING']);
  });

  it('denies other bytes, scraped data, generation without consent, a cloned voice', () => {
    const card = added(known('umxhq'));
    expect(codes(card, PRIVATE, { loadedSha256: 'b'.repeat(64) })).toContain('deny:ARTIFACT_HASH_MISMATCH');
    expect(codes(card, PRIVATE, { loadedSha256: 'a'.repeat(64) })).toEqual(['allow:ARTIFACT_PINNED_BY_USER']);
    const [dataset] = card.training.datasets;
    const scraped = { ...card, training: { ...card.training, datasets: [{ ...dataset!, basis: 'scraped' as const }] } };
    expect(codes(scraped, PRIVATE)).toContain('deny:TRAINING_SCRAPED');
    expect(codes({ ...card, kind: 'generative-ml' }, PRIVATE)).toContain('deny:NO_CONSENT_BASIS');
    const clone = { ...card, styleTargeting: { ...card.styleTargeting, voiceClone: true } };
    expect(codes(clone, PRIVATE)).toContain('deny:VOICE_CLONE_NEEDS_CONSENT');
    expect(codes(clone, PRIVATE, { consentRecord: true })).toContain('confirm:VOICE_CLONE_NEEDS_CONSENT');
    expect(codes(card, PRIVATE, { namesArtist: true })).toContain('deny:NAMED_ARTIST_NEEDS_CONSENT');
  });

  it('asks again when a review has expired', () => {
    const request = { today: '2027-11-23' };
    expect(assessModel(known('rnnoise'), request).reasons.map(({ code }) => code)).toEqual(['CARD_REVIEW_EXPIRED']);
  });

  it('runs after each open reason was accepted by its code, and not before', () => {
    const assessment = assessModel(added(known('spleeter')), { today: TODAY });
    const error = thrown(() => permit('spleeter', assessment));
    expect(error.code).toBe('refused');
    expect(error.hint).toContain('--accept-model-risk=TRAINING_UNDISCLOSED');
    expect(thrown(() => permit('spleeter', assessment, ['TRAINING_UNDISCLOSED'])).code).toBe('refused');
    const all = ['TRAINING_UNDISCLOSED', 'TRAINING_PARTLY_UNDISCLOSED', 'WEIGHTS_LICENCE_UNCLEAR'];
    expect(permit('spleeter', assessment, all)).toMatchObject({
      verdict: 'confirm',
      accepted: expect.arrayContaining(all),
    });
  });

  it('never lets anyone accept a denial', () => {
    const assessment = assessModel(added(known('htdemucs')), { today: TODAY });
    expect(thrown(() => permit('htdemucs', assessment, Object.keys(REASONS))).code).toBe('refused');
  });

  it('gets stricter by a policy, never looser', () => {
    const strict = parsePolicy({
      ...DEFAULT_POLICY,
      deniedModels: ['rnnoise'],
      deniedReasons: ['TRAINING_UNDISCLOSED'],
    });
    expect(codes(known('rnnoise'), strict)).toEqual(['deny:POLICY_DENIES_MODEL']);
    expect(codes(added(known('spleeter')), strict)).toContain('deny:POLICY_DENIES_REASON');
    expect(thrown(() => parsePolicy({ ...DEFAULT_POLICY, allow: ['htdemucs'] })).message).toContain('allow');
    const order: Verdict[] = ['allow', 'confirm', 'deny'];
    for (const card of KNOWN_CARDS.map(added)) {
      const { verdict } = assessModel(card, { today: TODAY });
      const stricter = assessModel(card, { today: TODAY }, { ...strict, commercial: true });
      expect(order.indexOf(stricter.verdict)).toBeGreaterThanOrEqual(order.indexOf(verdict));
    }
  });
});
