import type { ListeningTest } from '@studiohand/core/engine';
import { useEffect, useState } from 'react';
import { usePlayer, useServices } from './context.ts';
import { Icon, Key } from './Icon.tsx';

interface BlindTrialProps {
  readonly kind: ListeningTest['kind'];
  /** ABX: whether X is B. Preference: whether the first of the two is B. */
  readonly hiddenIsB: boolean;
  /** Trials answered before. */
  readonly count: number;
  readonly trials: number;
  /** ABX: "X is B". Preference: "the take was preferred". */
  readonly onAnswer: (isB: boolean) => void;
}

interface Choice {
  readonly key: string;
  readonly title: string;
  readonly mode: 'a' | 'b';
}

/** One trial: listen as often as you like, then answer. Works by keys alone. */
export function BlindTrial({ kind, hiddenIsB, count, trials, onAnswer }: BlindTrialProps): React.JSX.Element {
  const { listening } = useServices();
  const { player } = listening;
  const { playing } = usePlayer();
  const hidden = hiddenIsB ? 'b' : 'a';
  const other = hiddenIsB ? 'a' : 'b';
  const choices: readonly Choice[] =
    kind === 'abx'
      ? [
          { key: 'a', title: 'A', mode: 'a' },
          { key: 'x', title: 'X', mode: hidden },
          { key: 'b', title: 'B', mode: 'b' },
        ]
      : [
          { key: '1', title: 'One', mode: hidden },
          { key: '2', title: 'Two', mode: other },
        ];
  const answers =
    kind === 'abx'
      ? [
          { key: 'q', title: 'X is A', isB: false },
          { key: 'w', title: 'X is B', isB: true },
        ]
      : [
          { key: 'q', title: 'One is better', isB: hiddenIsB },
          { key: 'w', title: 'Two is better', isB: !hiddenIsB },
        ];
  const first = choices[0] as Choice;
  const [heard, setHeard] = useState(first.key);
  const hear = (choice: Choice): void => {
    setHeard(choice.key);
    player.setMode(choice.mode);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per trial; the component is keyed by it
  useEffect(() => hear(first), []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const key = event.key.toLowerCase();
      const choice = choices.find((one) => one.key === key);
      const answer = answers.find((one) => one.key === key);
      if (key === ' ' && !(event.target instanceof Element && event.target.matches('button:focus-visible'))) {
        event.preventDefault();
        void listening.toggle();
      }
      if (choice) hear(choice);
      if (answer && !event.repeat) onAnswer(answer.isB);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });
  return (
    <div className="stack blind">
      <p>
        Trial {count + 1} of {trials}
      </p>
      <fieldset className="row blind-choices" aria-label="What is heard">
        {choices.map((choice) => (
          <button
            key={choice.key}
            type="button"
            aria-pressed={heard === choice.key}
            className="button grow blind-choice"
            onClick={() => hear(choice)}
          >
            <strong>{choice.title}</strong>
            <Key>{choice.key.toUpperCase()}</Key>
          </button>
        ))}
      </fieldset>
      <button type="button" className="button" onClick={() => void listening.toggle()}>
        <Icon name={playing ? 'pause' : 'play'} />
        {playing ? 'Pause' : 'Play'} <Key>Space</Key>
      </button>
      <div className="row blind-choices">
        {answers.map(({ key, title, isB }) => (
          <button key={key} type="button" className="button main grow" onClick={() => onAnswer(isB)}>
            {title} <Key>{key.toUpperCase()}</Key>
          </button>
        ))}
      </div>
      <p className="soft small">Closing now discards the test: results count only when the number was set before.</p>
    </div>
  );
}
