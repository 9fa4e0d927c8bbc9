import { useEffect, useId, useState } from 'react';
import { type FrequencyScale, Spectrogram, type SpectrogramSettings } from '../../views/index.ts';
import { useDeskState, usePlayer, useServices } from '../context.ts';
import { sideOf } from '../listening.ts';
import { SelectionFields } from './SelectionFields.tsx';
import { useView } from './useView.ts';

/** Spectrogram of what is heard: the source in A, the take in B and delta. */
export function SpectrogramView(): React.JSX.Element {
  const { desk, listening } = useServices();
  const { player, timeline } = listening;
  const source = useDeskState((s) => s.sources.find(({ id }) => id === s.sourceId));
  const take = useDeskState((s) => s.takes.find(({ id }) => id === s.takeId));
  const mode = usePlayer().mode;
  const [scale, setScale] = useState<FrequencyScale>('log');
  const [floorDb, setFloorDb] = useState(-108);
  const [map, setMap] = useState<SpectrogramSettings['map']>('magma');
  const showsTake = mode !== 'a' && take !== undefined;
  const { host, view } = useView(
    (element) =>
      new Spectrogram(element, { timeline, clock: player, pcm: desk.pcm, onSeek: (frame) => player.seek(frame) }),
    (spectrogram) => {
      const side = showsTake ? sideOf('takes', take) : source ? sideOf('sources', source) : null;
      spectrogram.setFile(side);
    },
    [source, take, showsTake],
  );
  useEffect(() => view.current?.set({ scale, floorDb, map }), [view, scale, floorDb, map]);
  const floorId = useId();
  return (
    <section className="view spectrogram-view" aria-label="Spectrogram">
      <div className="view-tools">
        <select
          className="field small"
          aria-label="Frequency scale"
          value={scale}
          onChange={(event) => setScale(event.target.value as FrequencyScale)}
        >
          <option value="log">Log</option>
          <option value="mel">Mel</option>
          <option value="linear">Linear</option>
        </select>
        <select
          className="field small"
          aria-label="Colours"
          value={map}
          onChange={(event) => setMap(event.target.value as SpectrogramSettings['map'])}
        >
          <option value="magma">Magma</option>
          <option value="viridis">Viridis</option>
          <option value="grey">Grey</option>
        </select>
        <label className="soft small" htmlFor={floorId}>
          Range
        </label>
        <input
          id={floorId}
          type="range"
          min={-144}
          max={-48}
          step={6}
          value={floorDb}
          aria-valuetext={`down to ${floorDb} dB`}
          onChange={(event) => setFloorDb(Number(event.target.value))}
        />
        <span className="grow" />
        <SelectionFields />
      </div>
      <div className="canvas-frame">
        <div ref={host} className="canvas-host" />
      </div>
    </section>
  );
}
