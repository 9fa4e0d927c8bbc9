import type { Session } from '@studiohand/core/engine';
import { useDesk } from './context.ts';
import { DialogFrame } from './DialogFrame.tsx';
import { deleteSession } from './sessions.ts';

/** Asks before a session goes. */
export function DeleteDialog({ session }: { readonly session: Session }): React.JSX.Element {
  const desk = useDesk();
  return (
    <DialogFrame title="Delete this session?">
      <p>
        “{session.title}” goes with its imported copies, takes and decisions. Your original files and everything already
        exported stay where they are.
      </p>
      <div className="row dialog-actions">
        <button type="button" className="button" onClick={() => desk.store.set({ dialog: null })}>
          Keep it
        </button>
        <button type="button" className="button is-problem" onClick={() => void deleteSession(desk, session)}>
          Delete
        </button>
      </div>
    </DialogFrame>
  );
}
