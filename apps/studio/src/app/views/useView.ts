import { type RefObject, useEffect, useRef } from 'react';
import { onThemeChange } from '../theme.ts';

/** What every canvas view has. */
export interface MountedView {
  refreshTheme(): void;
  dispose(): void;
}

/**
 * Mounts an imperative view in the element of the ref for as long as the component lives. `make` is used once;
 * `ready` runs after mounting and whenever `watch` changes.
 */
export function useView<V extends MountedView>(
  make: (host: HTMLElement) => V,
  ready: (view: V) => void,
  watch: readonly unknown[],
): { readonly host: RefObject<HTMLDivElement | null>; readonly view: RefObject<V | null> } {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<V | null>(null);
  const latest = useRef({ make, ready });
  latest.current = { make, ready };
  useEffect(() => {
    const mounted = latest.current.make(host.current as HTMLElement);
    view.current = mounted;
    const stop = onThemeChange(() => mounted.refreshTheme());
    return () => {
      stop();
      mounted.dispose();
      view.current = null;
      seen.current = null;
    };
  }, []);
  const seen = useRef<readonly unknown[] | null>(null);
  useEffect(() => {
    const changed = seen.current?.some((value, index) => !Object.is(value, watch[index])) ?? true;
    if (view.current === null || !changed) return;
    seen.current = watch;
    latest.current.ready(view.current);
  });
  return { host, view };
}
