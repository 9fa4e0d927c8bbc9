import type { Decision } from '@studiohand/core/engine';
import { useDeskState } from './context.ts';
import { Icon, type IconName } from './Icon.tsx';

const LOOKS: Readonly<Record<Decision['verdict'], { icon: IconName; tone: string; text: string }>> = {
  accept: { icon: 'check', tone: 'is-ok', text: 'Accepted' },
  adjust: { icon: 'adjust', tone: 'is-warning', text: 'Adjust' },
  reject: { icon: 'close', tone: 'is-problem', text: 'Rejected' },
};

/** The newest decision on a take; nothing while undecided. */
export function VerdictMark({ takeId }: { readonly takeId: string }): React.JSX.Element | null {
  const verdict = useDeskState((s) => latestDecision(s.decisions, takeId)?.verdict);
  if (verdict === undefined) return null;
  const { icon, tone, text } = LOOKS[verdict];
  return (
    <span className={`verdict small ${tone}`} title={text}>
      <Icon name={icon} />
      <span className="verdict-text">{text}</span>
    </span>
  );
}

/** The decision that counts: the newest one of a take. */
export function latestDecision(decisions: readonly Decision[], takeId: string): Decision | undefined {
  return decisions
    .filter((decision) => decision.takeId === takeId)
    .reduce<Decision | undefined>((best, one) => (best && best.createdAt > one.createdAt ? best : one), undefined);
}
