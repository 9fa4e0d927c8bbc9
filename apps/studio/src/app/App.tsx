import { useEffect } from 'react';
import { Centre } from './Centre.tsx';
import { useCommandKeys } from './commandKeys.ts';
import { useDeskState, useServices } from './context.ts';
import { Dialogs } from './Dialogs.tsx';
import { takeDrops } from './drops.ts';
import { EmptyDesk } from './EmptyDesk.tsx';
import { Header } from './Header.tsx';
import { JobQueue } from './JobQueue.tsx';
import { Locked } from './Locked.tsx';
import { Notices } from './Notices.tsx';
import { PhoneTabs } from './PhoneTabs.tsx';
import { useWidePanel } from './panelChoice.ts';
import { Rail } from './Rail.tsx';
import { SidePanel } from './SidePanel.tsx';

/** The whole studio. */
export function App(): React.JSX.Element {
  const { desk } = useServices();
  const phase = useDeskState((s) => s.phase);
  const pane = useDeskState((s) => s.pane);
  const hasSources = useDeskState((s) => s.sources.length > 0);
  const wide = useWidePanel();
  useEffect(() => takeDrops(desk), [desk]);
  useCommandKeys();
  if (phase === 'locked' || phase === 'failed') return <Locked />;
  return (
    <div className="shell" data-pane={pane} data-wide={wide || undefined}>
      <a className="skip" href="#centre">
        To the audio
      </a>
      <Header />
      <Rail />
      {hasSources ? <Centre /> : <EmptyDesk />}
      <SidePanel />
      <JobQueue />
      <PhoneTabs />
      <Notices />
      <Dialogs />
    </div>
  );
}
