import { useDesk, useDeskState } from './context.ts';
import type { Pane } from './state.ts';

const PANES: readonly { readonly id: Pane; readonly title: string }[] = [
  { id: 'library', title: 'Songs' },
  { id: 'listen', title: 'Listen' },
  { id: 'decide', title: 'Decide' },
];

/** On narrow screens: which part of the desk is shown. */
export function PhoneTabs(): React.JSX.Element {
  const desk = useDesk();
  const pane = useDeskState((s) => s.pane);
  return (
    <nav className="phone-tabs" aria-label="Parts of the desk">
      {PANES.map(({ id, title }) => (
        <button
          key={id}
          type="button"
          className="button quiet"
          aria-current={pane === id ? 'page' : undefined}
          onClick={() => desk.store.set({ pane: id })}
        >
          {title}
        </button>
      ))}
    </nav>
  );
}
