import { createContext, useContext, useSyncExternalStore } from 'react';
import type { PlayerSnapshot } from '../audio/index.ts';
import type { Desk } from './desk.ts';
import type { Listening } from './listening.ts';
import type { DeskState } from './state.ts';
import { useStore } from './store.ts';

/** What every component works with. */
export interface DeskServices {
  readonly desk: Desk;
  readonly listening: Listening;
}

export const DeskContext = createContext<DeskServices | null>(null);

export function useServices(): DeskServices {
  const services = useContext(DeskContext);
  if (services === null) throw new Error('No desk around this component.');
  return services;
}

export function useDesk(): Desk {
  return useServices().desk;
}

/** A part of the desk's state; `pick` must keep references. */
export function useDeskState<T>(pick: (state: DeskState) => T): T {
  return useStore(useDesk().store, pick);
}

/** What the player does; changes at discrete events only. */
export function usePlayer(): PlayerSnapshot {
  const { player } = useServices().listening;
  return useSyncExternalStore(
    (listener) => player.subscribe(listener),
    () => player.snapshot,
  );
}
