import { useState } from 'react';
import { countProblem, settingFor } from './companions.ts';
import { useDesk, useDeskState } from './context.ts';
import { DialogFrame } from './DialogFrame.tsx';
import { clockText } from './format.ts';
import { settingAt } from './plans.ts';
import { analyseAndRender, renderPlan } from './renders.ts';

/** The present settings or plan over many files of the session, in the background. */
export function BatchDialog(): React.JSX.Element {
  const desk = useDesk();
  const sources = useDeskState((s) => s.sources);
  const sourceId = useDeskState((s) => s.sourceId);
  const toolId = useDeskState((s) => s.toolId);
  const tool = useDeskState((s) => s.tools.find(({ id }) => id === s.toolId));
  const [off, setOff] = useState<ReadonlySet<string>>(new Set());
  const [exact, setExact] = useState(false);
  const setting = sourceId && toolId ? settingAt(desk, { sourceId, toolId }) : null;
  const problemAt = (id: string): string | null =>
    setting && countProblem(tool?.companions, settingFor(id, setting).companionIds.length);
  const chosen = sources.filter(({ id }) => !off.has(id) && problemAt(id) === null);
  const start = (): void => {
    if (setting === null || toolId === null) return;
    for (const { id } of chosen) {
      const place = { sourceId: id, toolId };
      const own = settingFor(id, setting);
      if (exact && own.plan) void renderPlan(desk, place, own, own.plan);
      else void analyseAndRender(desk, place, own);
    }
    desk.notify('ok', `${chosen.length} files are in the queue for ${tool?.title ?? toolId}.`);
    desk.store.set({ dialog: null });
  };
  return (
    <DialogFrame title={`${tool?.title ?? 'Tool'} over many files`}>
      <fieldset className="stack">
        <legend className="unseen">How</legend>
        <label className="row">
          <input type="radio" name="how" checked={!exact} onChange={() => setExact(false)} />
          Same settings: every file is analysed and gets its own plan
        </label>
        <label className="row">
          <input type="radio" name="how" checked={exact} disabled={!setting?.plan} onChange={() => setExact(true)} />
          Exactly this plan, move by move
        </label>
      </fieldset>
      <ul className="batch-list" aria-label="Files">
        {sources.map(({ id, name, audio }) => (
          <li key={id}>
            <label className="row">
              <input
                type="checkbox"
                checked={chosen.some((one) => one.id === id)}
                disabled={problemAt(id) !== null}
                onChange={(event) => {
                  const next = new Set(off);
                  if (event.target.checked) next.delete(id);
                  else next.add(id);
                  setOff(next);
                }}
              />
              <span className="clip grow" title={name}>
                {name}
              </span>
              {problemAt(id) !== null && (
                <span className="soft small">
                  {tool?.companions?.title}: {problemAt(id)}
                </span>
              )}
              <span className="soft small figures">{clockText(audio.frameCount / audio.sampleRateHz)}</span>
            </label>
          </li>
        ))}
      </ul>
      <div className="row dialog-actions">
        <button type="button" className="button" onClick={() => desk.store.set({ dialog: null })}>
          Cancel
        </button>
        <button type="button" className="button main" disabled={chosen.length === 0 || !tool} onClick={start}>
          Start {chosen.length} {chosen.length === 1 ? 'file' : 'files'}
        </button>
      </div>
    </DialogFrame>
  );
}
