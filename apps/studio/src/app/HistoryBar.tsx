import { useId, useSyncExternalStore } from 'react';
import { keysText } from './commandKeys.ts';
import { useDesk, useDeskState } from './context.ts';
import { IconButton } from './Icon.tsx';
import { defaultsOf } from './parameters.ts';
import {
  goToStep,
  keepSnapshot,
  neighbourStep,
  type Place,
  recallSnapshot,
  redo,
  setParameters,
  undo,
} from './plans.ts';
import { historyKey, type SnapshotName } from './state.ts';
import { useTool } from './usePlace.ts';
import { onUserPresetsChange, userPresets } from './userPresets.ts';

const NAMES: readonly SnapshotName[] = ['A', 'B', 'C', 'D'];

/** Undo, redo, history, presets, reset and the four snapshots. */
export function HistoryBar({ place }: { readonly place: Place }): React.JSX.Element {
  const desk = useDesk();
  const { tool, fields } = useTool(place);
  const key = historyKey(place.sourceId, place.toolId);
  const history = useDeskState((s) => s.histories[key]);
  const snapshots = useDeskState((s) => s.snapshots[key]);
  const mine = useSyncExternalStore(onUserPresetsChange, () => userPresets(tool.id));
  const ids = useId();
  const before = history && neighbourStep(desk, place, -1);
  const after = history && neighbourStep(desk, place, 1);
  return (
    <div className="stack">
      <div className="row">
        <label className="unseen" htmlFor={`${ids}p`}>
          Preset
        </label>
        <select
          id={`${ids}p`}
          className="field grow"
          value=""
          onChange={(event) => {
            const { value } = event.target;
            const preset = tool.presets.find(({ id }) => id === value);
            if (value === 'save') desk.store.set({ dialog: { kind: 'presets' } });
            const own = mine.find(({ title }) => `own ${title}` === value);
            if (own) void setParameters(desk, place, `Preset: ${own.title}`, { ...defaultsOf(fields), ...own.params });
            if (value === 'reset') void setParameters(desk, place, 'Reset', defaultsOf(fields));
            if (preset) {
              void setParameters(desk, place, `Preset: ${preset.title}`, { ...defaultsOf(fields), ...preset.params });
            }
          }}
        >
          <option value="" disabled>
            Presets
          </option>
          <option value="reset">Reset to defaults</option>
          {tool.presets.length > 0 && (
            <optgroup label="Factory">
              {tool.presets.map(({ id, title, description }) => (
                <option key={id} value={id} title={description}>
                  {title}
                </option>
              ))}
            </optgroup>
          )}
          {mine.length > 0 && (
            <optgroup label="Yours">
              {mine.map(({ title }) => (
                <option key={title} value={`own ${title}`}>
                  {title}
                </option>
              ))}
            </optgroup>
          )}
          <option value="save">Save, import, remove …</option>
        </select>
        <IconButton
          name="undo"
          label={before ? `Undo: back to ${before.label}` : 'Nothing to undo'}
          keys={keysText('undo')}
          disabled={!before}
          onClick={() => undo(desk, place)}
        />
        <IconButton
          name="redo"
          label={after ? `Redo ${after.label}` : 'Nothing to redo'}
          keys={keysText('redo')}
          disabled={!after}
          onClick={() => redo(desk, place)}
        />
        <label className="unseen" htmlFor={`${ids}h`}>
          History
        </label>
        <select
          id={`${ids}h`}
          className="field history-choice"
          title="History"
          value={history?.currentId ?? ''}
          disabled={!history || history.steps.length === 0}
          onChange={(event) => void goToStep(desk, place, event.target.value)}
        >
          {(!history || history.steps.length === 0) && <option value="">No changes yet</option>}
          {history?.steps.map((step, index) => (
            <option key={step.id} value={step.id}>
              {index + 1}. {step.label}
            </option>
          ))}
        </select>
      </div>
      <fieldset className="row snapshots" aria-label="Snapshots">
        <span className="soft small">Snapshots</span>
        {NAMES.map((name) => {
          const kept = snapshots?.[name] !== undefined;
          return (
            <button
              key={name}
              type="button"
              className="button quiet"
              aria-label={kept ? `Recall snapshot ${name}` : `Keep as snapshot ${name}`}
              title={
                kept
                  ? `Recall (${keysText(`recall-${name}`)}); with Shift, keep anew`
                  : `Keep what is set now (${keysText(`keep-${name}`)})`
              }
              data-kept={kept || undefined}
              onClick={(event) =>
                kept && !event.shiftKey ? recallSnapshot(desk, place, name) : keepSnapshot(desk, place, name)
              }
            >
              {name}
              <span aria-hidden="true">{kept ? '●' : '○'}</span>
            </button>
          );
        })}
      </fieldset>
    </div>
  );
}
