import type { Source } from '@studiohand/core/engine';
import type { Companions } from '@studiohand/core/tool';
import { useId, useMemo } from 'react';
import { addCompanions, countProblem, fileById, importCompanions, setCompanions } from './companions.ts';
import { useDesk, useDeskState } from './context.ts';
import { pickFiles } from './drops.ts';
import { clockText } from './format.ts';
import { Icon, IconButton } from './Icon.tsx';
import { droppedFiles } from './imports.ts';
import type { Place } from './plans.ts';
import { byName, shortNames } from './shortNames.ts';
import { useSetting, useTool } from './usePlace.ts';

/** The further files a tool reads beside its source: chosen from the session, browsed for, or dropped here. */
export function CompanionPicker({ place }: { readonly place: Place }): React.JSX.Element | null {
  const { tool } = useTool(place);
  return tool.companions ? <Picker place={place} wanted={tool.companions} /> : null;
}

interface PickerProps {
  readonly place: Place;
  readonly wanted: Companions;
}

function Picker({ place, wanted }: PickerProps): React.JSX.Element {
  const desk = useDesk();
  const { companionIds } = useSetting(place);
  const id = useId();
  const problem = countProblem(wanted, companionIds.length);
  const full = companionIds.length >= wanted.maximum;
  return (
    <section
      className="companions stack"
      aria-labelledby={id}
      data-drop-label={`Drop to add to ${wanted.title}`}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        const { dataTransfer } = event;
        void desk.attempt(async () => importCompanions(desk, place, await droppedFiles(dataTransfer)));
      }}
    >
      <div className="row spread">
        <h3 id={id}>{wanted.title}</h3>
        <span className="soft small">{rangeText(wanted)}</span>
      </div>
      <p className="soft small">{wanted.description}</p>
      {companionIds.length > 0 && <Chosen place={place} wanted={wanted} />}
      {problem !== null && (
        <p className="row small is-notice" role="status">
          <Icon name="info" />
          {problem}
        </p>
      )}
      <div className="row">
        <AddFrom place={place} wanted={wanted} disabled={full} />
        <button
          type="button"
          className="button"
          disabled={full}
          title="Import files into this session and add them here"
          onClick={() => pickFiles(desk, 'files', (files) => importCompanions(desk, place, files))}
        >
          <Icon name="plus" />
          Browse …
        </button>
      </div>
    </section>
  );
}

/** "one", "up to 4", "2 to 8", "optional, up to 4". */
function rangeText({ minimum, maximum }: Companions): string {
  if (minimum === maximum) return minimum === 1 ? 'one' : `exactly ${minimum}`;
  return minimum === 0 ? `optional, up to ${maximum}` : `${minimum} to ${maximum}`;
}

function Chosen({ place, wanted }: PickerProps): React.JSX.Element {
  const desk = useDesk();
  const { companionIds } = useSetting(place);
  const sources = useDeskState((s) => s.sources);
  const takes = useDeskState((s) => s.takes);
  const short = useShortNames(sources);
  const nameOf = (id: string): string => fileById({ sources, takes }, id)?.name ?? 'a file that is gone';
  const move = (from: number, by: number): void => {
    const next = [...companionIds];
    const [id] = next.splice(from, 1);
    next.splice(from + by, 0, id as string);
    void setCompanions(desk, place, `${wanted.title}: ${nameOf(id as string)} ${by < 0 ? 'up' : 'down'}`, next);
  };
  return (
    <ol className="companion-list" aria-label={wanted.title}>
      {companionIds.map((id, index) => {
        const file = fileById({ sources, takes }, id);
        const name = nameOf(id);
        return (
          <li key={id} className="row">
            <span className="soft small figures">{index + 1}</span>
            <span className="clip grow" title={name}>
              {short.get(id) ?? name}
            </span>
            {file && (
              <span className="soft small figures">{clockText(file.audio.frameCount / file.audio.sampleRateHz)}</span>
            )}
            {companionIds.length > 1 && (
              <>
                <IconButton
                  name="up"
                  label={`Move ${name} up`}
                  disabled={index === 0}
                  onClick={() => move(index, -1)}
                />
                <IconButton
                  name="down"
                  label={`Move ${name} down`}
                  disabled={index === companionIds.length - 1}
                  onClick={() => move(index, 1)}
                />
              </>
            )}
            <IconButton
              name="close"
              label={`Take ${name} off`}
              onClick={() =>
                void setCompanions(
                  desk,
                  place,
                  `Without ${name}`,
                  companionIds.filter((one) => one !== id),
                )
              }
            />
          </li>
        );
      })}
    </ol>
  );
}

/** From so many files on the part that all names share says nothing here. */
const SHORT_FROM = 5;

function useShortNames(sources: readonly Source[]): ReadonlyMap<string, string> {
  return useMemo(() => {
    if (sources.length < SHORT_FROM) return new Map();
    const names = shortNames(sources.map(({ name }) => name));
    return new Map(sources.map(({ id }, index) => [id, names[index] as string]));
  }, [sources]);
}

const ALL = '*';

function AddFrom({ place, wanted, disabled }: PickerProps & { readonly disabled: boolean }): React.JSX.Element {
  const desk = useDesk();
  const { companionIds } = useSetting(place);
  const sources = useDeskState((s) => s.sources);
  const takes = useDeskState((s) => s.takes);
  const free = ({ id }: { readonly id: string }): boolean => id !== place.sourceId && !companionIds.includes(id);
  const short = useShortNames(sources);
  const freeSources = byName(sources.filter(free));
  const freeTakes = takes.filter(free);
  const none = freeSources.length + freeTakes.length === 0;
  const all = freeSources.length > 1 && companionIds.length + freeSources.length <= wanted.maximum;
  return (
    <select
      className="field grow"
      aria-label={`Add to ${wanted.title}`}
      value=""
      disabled={disabled || none}
      onChange={(event) => {
        const { value } = event.target;
        const files = value === ALL ? freeSources : [fileById({ sources, takes }, value)];
        void addCompanions(
          desk,
          place,
          files.filter((file) => file !== undefined),
        );
      }}
    >
      <option value="">
        {disabled ? `All ${wanted.maximum} chosen` : none ? 'No other file here' : 'Add from this session …'}
      </option>
      {all && <option value={ALL}>All {freeSources.length} other files</option>}
      {freeSources.length > 0 && (
        <optgroup label="Files">
          {freeSources.map(({ id, name }) => (
            <option key={id} value={id}>
              {short.get(id) ?? name}
            </option>
          ))}
        </optgroup>
      )}
      {freeTakes.length > 0 && (
        <optgroup label="Takes">
          {freeTakes.map(({ id, name, sourceId }) => (
            <option key={id} value={id}>
              {name} · {sources.find((one) => one.id === sourceId)?.name}
            </option>
          ))}
        </optgroup>
      )}
    </select>
  );
}
