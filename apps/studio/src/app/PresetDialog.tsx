import { useId, useState, useSyncExternalStore } from 'react';
import { useDesk, useDeskState } from './context.ts';
import { DialogFrame } from './DialogFrame.tsx';
import { pickFiles } from './drops.ts';
import { Icon, IconButton } from './Icon.tsx';
import { settingAt } from './plans.ts';
import { exportPresets, importPresetFiles } from './presetFiles.ts';
import { onUserPresetsChange, removeUserPreset, saveUserPreset, userPresets } from './userPresets.ts';

/** Keeps what is set as a preset for every song, and removes presets. */
export function PresetDialog(): React.JSX.Element | null {
  const desk = useDesk();
  const id = useId();
  const sourceId = useDeskState((s) => s.sourceId);
  const tool = useDeskState((s) => s.tools.find((one) => one.id === s.toolId));
  const toolId = tool?.id ?? '';
  const mine = useSyncExternalStore(onUserPresetsChange, () => userPresets(toolId));
  const [title, setTitle] = useState('');
  if (tool === undefined || sourceId === null) return null;
  const save = (): void => {
    const wanted = title.trim();
    if (wanted === '') return;
    saveUserPreset(toolId, { title: wanted, params: settingAt(desk, { sourceId, toolId }).params });
    desk.notify('ok', `Preset ${wanted} saved.`);
    desk.store.set({ dialog: null });
  };
  return (
    <DialogFrame title={`Presets of ${tool.title}`}>
      <div className="row">
        <label htmlFor={id}>Name</label>
        <input
          id={id}
          className="field grow"
          value={title}
          maxLength={80}
          onChange={(event) => setTitle(event.target.value)}
          onKeyDown={(event) => event.key === 'Enter' && save()}
        />
        <button type="button" className="button main" disabled={title.trim() === ''} onClick={save}>
          {mine.some((one) => one.title === title.trim()) ? 'Replace' : 'Save'}
        </button>
      </div>
      {mine.length > 0 && (
        <ul aria-label="Your presets">
          {mine.map((preset) => (
            <li key={preset.title} className="row spread">
              <span className="clip" title={preset.title}>
                {preset.title}
              </span>
              <span className="grow" />
              <IconButton
                name="export"
                label={`Save ${preset.title} as a file`}
                onClick={() => exportPresets(tool, [preset])}
              />
              <IconButton
                name="trash"
                label={`Remove ${preset.title}`}
                onClick={() => removeUserPreset(toolId, preset.title)}
              />
            </li>
          ))}
        </ul>
      )}
      <p className="soft small">
        Presets stay in this browser and work for every song. As a file they go to another machine or another person;
        drop such a file anywhere to import it.
      </p>
      <div className="row dialog-actions">
        <button
          type="button"
          className="button"
          onClick={() => pickFiles(desk, 'presets', (files) => importPresetFiles(desk, files))}
        >
          <Icon name="plus" />
          Import …
        </button>
        <button type="button" className="button" disabled={mine.length === 0} onClick={() => exportPresets(tool, mine)}>
          <Icon name="export" />
          Save all as a file
        </button>
      </div>
    </DialogFrame>
  );
}
