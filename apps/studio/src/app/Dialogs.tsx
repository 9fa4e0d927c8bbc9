import { BatchDialog } from './BatchDialog.tsx';
import { BlindDialog } from './BlindDialog.tsx';
import { useDeskState } from './context.ts';
import { DeleteDialog } from './DeleteDialog.tsx';
import { ExportDialog } from './ExportDialog.tsx';
import { KeysDialog } from './KeysDialog.tsx';
import { PresetDialog } from './PresetDialog.tsx';
import { VariantsDialog } from './VariantsDialog.tsx';

/** The dialog that is open, if any. */
export function Dialogs(): React.JSX.Element | null {
  const dialog = useDeskState((s) => s.dialog);
  switch (dialog?.kind) {
    case undefined:
      return null;
    case 'keys':
      return <KeysDialog />;
    case 'blind':
      return <BlindDialog takeId={dialog.takeId} />;
    case 'export':
      return <ExportDialog takeId={dialog.takeId} />;
    case 'variants':
      return <VariantsDialog />;
    case 'presets':
      return <PresetDialog />;
    case 'batch':
      return <BatchDialog />;
    case 'delete-session':
      return <DeleteDialog session={dialog.session} />;
  }
}
