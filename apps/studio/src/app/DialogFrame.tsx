import { type ReactNode, useEffect, useRef } from 'react';
import { useDesk } from './context.ts';
import { IconButton } from './Icon.tsx';

interface DialogFrameProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly wide?: boolean;
  /** Hides everything behind, for tests where nothing may give the answer away. */
  readonly opaque?: boolean;
}

/** A modal window: focus goes in and comes back, Escape closes. */
export function DialogFrame({ title, children, wide, opaque }: DialogFrameProps): React.JSX.Element {
  const desk = useDesk();
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current as HTMLDialogElement;
    const before = document.activeElement;
    if (!dialog.open) dialog.showModal();
    dialog.querySelector<HTMLElement>('h2')?.focus();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      className={`dialog ${wide ? 'wide' : ''} ${opaque ? 'opaque' : ''}`}
      aria-labelledby="dialog-title"
      onCancel={(event) => {
        event.preventDefault();
        desk.store.set({ dialog: null });
      }}
    >
      <div className="row spread dialog-head">
        <h2 id="dialog-title" tabIndex={-1}>
          {title}
        </h2>
        <IconButton name="close" label="Close" onClick={() => desk.store.set({ dialog: null })} />
      </div>
      <div className="dialog-body">{children}</div>
    </dialog>
  );
}
