import type { Decision } from '@studiohand/core/engine';
import type { Desk } from './desk.ts';
import { refreshSession } from './sessions.ts';

const WORDS: Readonly<Record<Decision['verdict'], string>> = {
  accept: 'accepted',
  adjust: 'marked to adjust',
  reject: 'rejected',
};

/** Records a person's verdict on a take. */
export async function decide(desk: Desk, takeId: string, verdict: Decision['verdict'], note: string): Promise<boolean> {
  const done = await desk.attempt(async () => {
    const decision = await desk.client.decide(takeId, verdict, note);
    const { sessionId, takes } = desk.store.get();
    if (sessionId !== null) await refreshSession(desk, sessionId);
    desk.notify('ok', `${takes.find(({ id }) => id === takeId)?.name ?? 'Take'} ${WORDS[verdict]}.`);
    return decision;
  });
  return done !== undefined;
}

/** The same for the take that is B, without a note: for keys. */
export async function decideNow(desk: Desk, verdict: Decision['verdict']): Promise<void> {
  const { takeId } = desk.store.get();
  if (takeId !== null) await decide(desk, takeId, verdict, '');
}
