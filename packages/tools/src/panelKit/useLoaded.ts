import { useEffect, useRef, useState } from 'react';

/** Something that takes a while: what is there, what went wrong, whether it is still on its way. */
export interface Loaded<T> {
  /** The value for the present key; null until it is there. */
  readonly value: T | null;
  readonly problem: string | null;
  readonly busy: boolean;
}

const NOTHING = { value: null, problem: null } as const;

/** Loads anew whenever `key` changes and gives up what was on its way; a null key loads nothing. */
export function useLoaded<T>(key: string | null, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const latest = useRef(load);
  latest.current = load;
  const [state, setState] = useState<{ key: string | null; value: T | null; problem: string | null }>({
    key: null,
    ...NOTHING,
  });
  useEffect(() => {
    if (key === null) return;
    const end = new AbortController();
    latest.current(end.signal).then(
      (value) => end.signal.aborted || setState({ key, value, problem: null }),
      (thrown: unknown) => {
        if (end.signal.aborted) return;
        setState({ key, value: null, problem: thrown instanceof Error ? thrown.message : String(thrown) });
      },
    );
    return () => end.abort();
  }, [key]);
  const { value, problem } = state.key === key ? state : NOTHING;
  return { value, problem, busy: key !== null && state.key !== key };
}
