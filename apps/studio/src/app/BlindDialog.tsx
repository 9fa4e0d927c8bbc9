import type { ListeningTest } from '@studiohand/core/engine';
import { useEffect, useState } from 'react';
import { abxVerdict, evenChance, guessingChance, hiddenOrder, preferenceVerdict } from './abx.ts';
import { BlindTrial } from './BlindTrial.tsx';
import { useDesk, useDeskState, useServices } from './context.ts';
import { DialogFrame } from './DialogFrame.tsx';
import { refreshSession } from './sessions.ts';

type Kind = ListeningTest['kind'];

const LENGTHS = [8, 10, 16, 25];

/** A blind test of a take against its source; the result is kept as proof. */
export function BlindDialog({ takeId }: { readonly takeId: string }): React.JSX.Element {
  const desk = useDesk();
  const { player } = useServices().listening;
  const name = useDeskState((s) => s.takes.find(({ id }) => id === takeId)?.name ?? '');
  const [kind, setKind] = useState<Kind>('abx');
  const [trials, setTrials] = useState(10);
  const [order, setOrder] = useState<readonly boolean[] | null>(null);
  const [answers, setAnswers] = useState<readonly boolean[]>([]);
  const [saved, setSaved] = useState(false);

  useEffect(() => {
    const { mode, matching } = player.snapshot;
    player.setMatching(true);
    return () => {
      player.setMode(mode);
      player.setMatching(matching);
    };
  }, [player]);

  const finished = order !== null && answers.length === order.length;
  const hits = order === null ? 0 : answers.filter((b, i) => (kind === 'abx' ? b === order[i] : b)).length;

  const answer = (isB: boolean): void => {
    const next = [...answers, isB];
    setAnswers(next);
    if (order === null || next.length < order.length) return;
    player.pause();
    const right = next.filter((b, i) => (kind === 'abx' ? b === order[i] : b)).length;
    const pValue = kind === 'abx' ? guessingChance(right, next.length) : evenChance(right, next.length);
    void desk.attempt(async () => {
      await desk.client.addListeningTest(takeId, { kind, trials: next.length, hits: right, pValue });
      setSaved(true);
      const { sessionId } = desk.store.get();
      if (sessionId !== null) await refreshSession(desk, sessionId);
    });
  };

  return (
    <DialogFrame title={finished ? 'Result' : 'Blind test'} opaque={order !== null && !finished}>
      {order === null && (
        <>
          <p className="soft">Source and “{name}” at the same loudness. Which is which stays hidden until the end.</p>
          <fieldset className="stack">
            <legend className="unseen">Kind of test</legend>
            <label className="row">
              <input type="radio" name="kind" checked={kind === 'abx'} onChange={() => setKind('abx')} />
              <span>
                <strong>ABX</strong>{' '}
                <span className="soft">Is X the source or the take? Shows that a difference is heard.</span>
              </span>
            </label>
            <label className="row">
              <input type="radio" name="kind" checked={kind === 'preference'} onChange={() => setKind('preference')} />
              <span>
                <strong>Preference</strong> <span className="soft">Which of two do you like better?</span>
              </span>
            </label>
          </fieldset>
          <label className="row">
            Trials, chosen before you start
            <select className="field" value={trials} onChange={(event) => setTrials(Number(event.target.value))}>
              {LENGTHS.map((length) => (
                <option key={length} value={length}>
                  {length}
                </option>
              ))}
            </select>
          </label>
          <div className="row dialog-actions">
            <button type="button" className="button main" onClick={() => setOrder(hiddenOrder(trials))}>
              Start
            </button>
          </div>
        </>
      )}
      {order !== null && !finished && (
        <BlindTrial
          key={answers.length}
          kind={kind}
          hiddenIsB={order[answers.length] as boolean}
          count={answers.length}
          trials={order.length}
          onAnswer={answer}
        />
      )}
      {finished && (
        <>
          <p className="result" data-testid="blind-result" role="status">
            {kind === 'abx' ? abxVerdict(hits, answers.length) : preferenceVerdict(hits, answers.length)}
          </p>
          <p className="soft small">{saved ? 'Kept with the proof of this take.' : 'Keeping …'}</p>
          <div className="row dialog-actions">
            <button type="button" className="button main" onClick={() => desk.store.set({ dialog: null })}>
              Done
            </button>
          </div>
        </>
      )}
    </DialogFrame>
  );
}
