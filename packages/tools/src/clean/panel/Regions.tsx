import { type PanelProps, timeText } from '../../panelKit/index.ts';
import { readProfile } from '../profileText.ts';
import { cleanJson, regionsOf } from './cleanJson.ts';

/** Parameters that are set here. */
export const REGION_PARAMETERS = ['noiseFromSeconds', 'noiseToSeconds', 'regions', 'profile'] as const;

/** Where the noise is learned: marked by selection, found, or loaded from a saved profile. */
export function Regions(props: PanelProps): React.JSX.Element {
  const { params, setParams, selection, select, seek, report } = props;
  const marked = regionsOf(params);
  const loaded = typeof params['profile'] === 'string' ? nameOf(params['profile']) : null;
  const facts = cleanJson(report?.json)?.noise ?? null;
  const found = facts?.origin === 'found' ? facts.regions : [];
  const set = (label: string, regions: readonly { fromSeconds: number; toSeconds: number }[]): void =>
    setParams(label, { regions, noiseFromSeconds: undefined, noiseToSeconds: undefined, profile: undefined });
  const to = (seconds: number): number => Math.round(1000 * seconds) / 1000;
  return (
    <fieldset className="stack choices" aria-label="Where the noise sounds alone">
      <p className="row wrap">
        <button
          type="button"
          className="button"
          disabled={selection === null}
          onClick={() =>
            selection &&
            set(`Noise at ${timeText(selection.fromSeconds)}`, [
              ...marked,
              { fromSeconds: to(selection.fromSeconds), toSeconds: to(selection.toSeconds) },
            ])
          }
        >
          Learn noise from selection
        </button>
        <button
          type="button"
          className="button"
          onClick={() =>
            chooseFile((name, text) => setParams(`Noise profile: ${name}`, { profile: text, regions: [] }))
          }
        >
          Load a profile
        </button>
      </p>
      {loaded !== null && (
        <p className="row wrap small">
          Profile of {loaded}
          <button
            type="button"
            className="button small"
            onClick={() => setParams('No noise profile', { profile: undefined })}
          >
            Remove the profile
          </button>
        </p>
      )}
      <ul className="stack" aria-label="Noise is learned at">
        {marked.map((region, i) => (
          <li key={`${region.fromSeconds}-${region.toSeconds}`} className="row wrap small">
            <button
              type="button"
              className="button quiet small"
              onClick={() => {
                select(region);
                seek(region.fromSeconds);
              }}
            >
              {timeText(region.fromSeconds)} to {timeText(region.toSeconds)}, marked
            </button>
            <button
              type="button"
              className="button quiet small"
              aria-label={`Forget ${timeText(region.fromSeconds)} to ${timeText(region.toSeconds)}`}
              onClick={() =>
                set(
                  `Without noise at ${timeText(region.fromSeconds)}`,
                  marked.filter((_, at) => at !== i),
                )
              }
            >
              Forget
            </button>
          </li>
        ))}
        {marked.length === 0 &&
          loaded === null &&
          found.map((region) => (
            <li key={region.fromSeconds}>
              <button
                type="button"
                className="button quiet small"
                onClick={() => {
                  select({ fromSeconds: region.fromSeconds, toSeconds: region.toSeconds });
                  seek(region.fromSeconds);
                }}
              >
                {timeText(region.fromSeconds)} to {timeText(region.toSeconds)}, found (
                {Math.round(100 * (region.confidence ?? 0))} % sure)
              </button>
            </li>
          ))}
      </ul>
      {marked.length === 0 && loaded === null && found.length === 0 && (
        <p className="soft small">
          {facts === null && report !== null
            ? 'No place with noise alone was found. Select one on the waveform and learn from it.'
            : 'Looked for by itself; or select a place where only the noise sounds and learn from it.'}
        </p>
      )}
    </fieldset>
  );
}

/** Asks for a JSON file and reads it. */
function chooseFile(use: (name: string, text: string) => void): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.json,application/json';
  input.onchange = (): void => {
    const file = input.files?.[0];
    void file?.text().then((text) => use(file.name, text));
  };
  input.click();
}

function nameOf(text: string): string {
  try {
    return readProfile(text).name;
  } catch (error) {
    return error instanceof Error ? error.message : 'an unreadable file';
  }
}
