import { useState } from 'react';
import { Choice, hzText, Legend, type Panel, type PanelProps, timeText } from '../panelKit/index.ts';
import { clashJson, type ShownClash, type ShownPair } from './panel/clashJson.ts';
import { MaskingMap } from './panel/MaskingMap.tsx';

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const idOf = ({ masker, masked }: ShownPair): string => `${masked} under ${masker}`;

function ClashRow({ clash, seek, select }: PanelProps & { readonly clash: ShownClash }): React.JSX.Element {
  const [first] = clash.passages;
  const { fromHz, toHz } = clash;
  return (
    <li className="stack">
      <button
        type="button"
        className="button quiet small choice-row"
        onClick={() => {
          if (!first) return;
          seek(first.fromSeconds);
          select({ ...first, fromHz, toHz });
        }}
      >
        {hzText(fromHz)} to {hzText(toHz)}, {first ? timeText(first.fromSeconds) : ''}
        {clash.passages.length > 1 ? ` and ${clash.passages.length - 1} more` : ''}: {clash.maskedDb.toFixed(0)} dB too
        low
      </button>
      {clash.suggestion && <span className="soft small">{clash.suggestion.text}</span>}
    </li>
  );
}

/** Who masks whom over time and frequency: choose a pair, see where, go there. */
function ClashView(props: PanelProps): React.JSX.Element {
  const facts = clashJson(props.report?.json);
  const shown = facts?.pairs.filter((pair) => pair.cells !== null) ?? [];
  const [chosen, choose] = useState<string | null>(null);
  if (facts === null)
    return <p className="soft">Choose the other stems and analyse, and what hides what can be looked into here.</p>;
  const pair = shown.find((candidate) => idOf(candidate) === chosen) ?? shown[0];
  if (!pair) return <p className="soft">Nothing here hides anything else for long.</p>;
  const clashes = facts.clashes.filter((c) => c.masker === pair.masker && c.masked === pair.masked);
  return (
    <section className="panel-view" aria-label="Masking, to look into">
      <Choice
        label="Pair of stems"
        columns
        options={shown.map((candidate) => ({
          id: idOf(candidate),
          title: `${idOf(candidate)} ${percent(candidate.lostShare)}`,
          hint: `${percent(candidate.lostShare)} of ${candidate.masked}'s loudness is lost under ${candidate.masker}`,
        }))}
        value={idOf(pair)}
        onChange={choose}
      />
      <MaskingMap {...props} facts={facts} pair={pair} />
      <Legend
        entries={[
          { text: `${pair.masked} lost: the stronger, the more`, color: props.theme.warning },
          { text: 'Framed: findings', color: props.theme.text },
        ]}
      />
      {clashes.length > 0 && (
        <ul className="stack" aria-label={`Findings, ${idOf(pair)}`}>
          {clashes.map((clash) => (
            <ClashRow key={`${clash.fromHz}-${clash.passages[0]?.fromSeconds ?? 0}`} {...props} clash={clash} />
          ))}
        </ul>
      )}
    </section>
  );
}

export const panel: Panel = { replaces: [], View: ClashView };
