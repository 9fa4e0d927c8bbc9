import { useEffect, useState } from 'react';
import type { Band } from '../../audio/index.ts';
import type { Selection } from '../../views/index.ts';
import { usePlayer, useServices } from '../context.ts';
import { clockText } from '../format.ts';
import { IconButton } from '../Icon.tsx';
import { hzOf, secondsOf, useSelection } from './useSelection.ts';

/** What is selected, in time and frequency, to read and to type: the way to select without a mouse. */
export function SelectionFields(): React.JSX.Element {
  const { timeline } = useServices().listening;
  const selection = useSelection();
  const rate = timeline.sampleRateHz;
  const set = (change: Partial<Selection>): void => {
    const all = { fromFrame: 0, toFrame: timeline.frameCount };
    timeline.setSelection({ ...(selection ?? all), ...change });
  };
  const time = (frame: number | undefined): string => (frame === undefined ? '' : clockText(frame / rate, 3));
  const hz = (value: number | undefined): string => (value === undefined ? '' : String(Math.round(value)));
  /** Sets one edge in frequency; without text it goes, and so does the band once both are gone. */
  const edge = (key: 'fromHz' | 'toHz', text: string): boolean => {
    const value = hzOf(text);
    if (value === null && text.trim() !== '') return false;
    const { [key]: _, ...rest } = selection ?? { fromFrame: 0, toFrame: timeline.frameCount };
    timeline.setSelection(value === null ? rest : { ...rest, [key]: value });
    return true;
  };
  const place = (key: 'fromFrame' | 'toFrame', text: string): boolean => {
    const seconds = secondsOf(text);
    if (seconds === null) return false;
    set({ [key]: Math.round(seconds * rate) });
    return true;
  };
  return (
    <fieldset className="row selection-fields" aria-label="Selection">
      <Edge label="Selection from" text={time(selection?.fromFrame)} wide onText={(text) => place('fromFrame', text)} />
      <span aria-hidden="true">–</span>
      <Edge label="Selection to" text={time(selection?.toFrame)} wide onText={(text) => place('toFrame', text)} />
      <span className="soft">s</span>
      <Edge label="Selection from Hz" text={hz(selection?.fromHz)} onText={(text) => edge('fromHz', text)} />
      <span aria-hidden="true">–</span>
      <Edge label="Selection to Hz" text={hz(selection?.toHz)} onText={(text) => edge('toHz', text)} />
      <span className="soft">Hz</span>
      <BandButton selection={selection} />
      <IconButton
        name="close"
        label="Select nothing"
        disabled={selection === null}
        onClick={() => timeline.setSelection(null)}
      />
    </fieldset>
  );
}

/** Lets only the selected band be heard; follows the selection, and ends with its edges in frequency. */
function BandButton({ selection }: { readonly selection: Selection | null }): React.JSX.Element {
  const { player } = useServices().listening;
  const soloed = usePlayer().band !== null;
  const { fromHz, toHz } = selection ?? {};
  const banded = fromHz !== undefined || toHz !== undefined;
  useEffect(() => {
    if (!soloed) return;
    player.setBand(banded ? bandOf(fromHz, toHz) : null);
  }, [player, soloed, banded, fromHz, toHz]);
  useEffect(() => () => player.setBand(null), [player]);
  return (
    <IconButton
      name="ear"
      label="Hear only this band"
      disabled={!banded}
      pressed={soloed}
      onClick={() => player.setBand(soloed ? null : bandOf(fromHz, toHz))}
    />
  );
}

function bandOf(fromHz: number | undefined, toHz: number | undefined): Band {
  return { ...(fromHz === undefined ? {} : { fromHz }), ...(toHz === undefined ? {} : { toHz }) };
}

interface EdgeProps {
  readonly label: string;
  readonly text: string;
  readonly wide?: boolean;
  /** False when the text cannot be used. */
  readonly onText: (text: string) => boolean;
}

function Edge({ label, text, wide, onText }: EdgeProps): React.JSX.Element {
  const [draft, setDraft] = useState<string | null>(null);
  const [invalid, setInvalid] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another selection ends the draft
  useEffect(() => {
    setDraft(null);
    setInvalid(false);
  }, [text]);
  const commit = (): void => {
    if (draft === null || draft === text) return;
    const good = onText(draft);
    setInvalid(!good);
    if (good) setDraft(null);
  };
  return (
    <input
      className={`field small figures ${wide ? 'time-edge' : 'hz-edge'}`}
      aria-label={label}
      aria-invalid={invalid}
      placeholder="–"
      inputMode={wide ? 'text' : 'decimal'}
      autoComplete="off"
      value={draft ?? text}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
        if (event.key === 'Escape') setDraft(null);
      }}
    />
  );
}
