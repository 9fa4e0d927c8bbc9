import type { Finding } from '@studiohand/core/tool';
import { useServices } from './context.ts';
import { clockText } from './format.ts';
import { Icon, type IconName } from './Icon.tsx';
import { markedRange } from './views/useMarkers.ts';

const LOOKS: Readonly<Record<Finding['severity'], { icon: IconName; word: string }>> = {
  info: { icon: 'info', word: 'Note' },
  notice: { icon: 'info', word: 'Notice' },
  warning: { icon: 'warning', word: 'Warning' },
  problem: { icon: 'problem', word: 'Problem' },
};

/** Findings, the gravest first; those with a place in time take the playhead there and show where it holds. */
export function Findings({ findings }: { readonly findings: readonly Finding[] }): React.JSX.Element {
  const { listening } = useServices();
  const { timeline } = listening;
  const order = ['problem', 'warning', 'notice', 'info'];
  const sorted = [...findings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  return (
    <ul className="findings">
      {sorted.map((finding) => {
        const { id, severity, text, fromSeconds, toSeconds } = finding;
        const point = (): void => timeline.setPointed(markedRange(finding, timeline.sampleRateHz));
        const leave = (): void => timeline.setPointed(null);
        const { icon, word } = LOOKS[severity];
        const body = (
          <>
            <span className={`is-${severity} row`}>
              <Icon name={icon} />
              <span className="unseen">{word}: </span>
            </span>
            <span className="grow">{text}</span>
            {fromSeconds !== undefined && (
              <span className="figures small soft">
                {clockText(fromSeconds, 1)}
                {toSeconds !== undefined && toSeconds - fromSeconds >= 0.05 && `–${clockText(toSeconds, 1)}`}
              </span>
            )}
          </>
        );
        return (
          <li key={`${id} ${fromSeconds} ${text}`}>
            {fromSeconds === undefined ? (
              <div className="finding">{body}</div>
            ) : (
              <button
                type="button"
                className="finding"
                title="Go there"
                onPointerEnter={point}
                onPointerLeave={leave}
                onFocus={point}
                onBlur={leave}
                onClick={() => listening.seekSeconds(fromSeconds)}
              >
                {body}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
