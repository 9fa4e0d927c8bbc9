import { useEffect } from 'react';
import { useDesk, useDeskState } from './context.ts';
import { Figures } from './Figures.tsx';
import { loadHistory } from './plans.ts';
import { Transport } from './Transport.tsx';
import { LoudnessHistoryView } from './views/LoudnessHistoryView.tsx';
import { MeterStrip } from './views/MeterStrip.tsx';
import { SpectrogramView } from './views/SpectrogramView.tsx';
import { WaveformView } from './views/WaveformView.tsx';

/** What is heard and seen: title, waveform, spectrogram, loudness, meters, transport. */
export function Centre(): React.JSX.Element {
  const desk = useDesk();
  const sourceId = useDeskState((s) => s.sourceId);
  useEffect(() => {
    if (sourceId !== null) void loadHistory(desk, { sourceId, toolId: 'measure' });
  }, [desk, sourceId]);
  const spectrogram = useDeskState((s) => s.spectrogram);
  return (
    <main id="centre" className="centre" tabIndex={-1}>
      <Figures />
      <div className="views">
        <WaveformView />
        {spectrogram && <SpectrogramView />}
        <LoudnessHistoryView />
      </div>
      <MeterStrip />
      <Transport />
    </main>
  );
}
