import { useDesk, useDeskState } from './context.ts';
import { FieldControl } from './FieldControl.tsx';
import type { Field } from './parameters.ts';
import { type Place, setParameter } from './plans.ts';
import { SelectionButton } from './SelectionButton.tsx';
import { useSetting, useTool } from './usePlace.ts';

interface ParameterFormProps {
  readonly place: Place;
  /** Keys of parameters that are set elsewhere. */
  readonly without: readonly string[];
}

/** The parameters of any tool, one control each. */
export function ParameterForm({ place, without }: ParameterFormProps): React.JSX.Element {
  const desk = useDesk();
  const { fields: all } = useTool(place);
  const fields = all.filter(({ key }) => !without.includes(key));
  const { params } = useSetting(place);
  const audio = useDeskState((s) => s.sources.find(({ id }) => id === place.sourceId)?.audio);
  const rows = (some: readonly Field[]): React.JSX.Element[] =>
    some.map((field) => (
      <FieldControl
        key={field.key}
        field={field}
        value={params[field.key]}
        audio={audio}
        onChange={(value) => void setParameter(desk, place, field.key, value)}
      />
    ));
  const advanced = fields.filter((field) => field.advanced);
  return (
    <div className="form">
      <SelectionButton place={place} />
      {rows(fields.filter((field) => !field.advanced))}
      {advanced.length > 0 && (
        <details>
          <summary className="soft small">More</summary>
          {rows(advanced)}
        </details>
      )}
    </div>
  );
}
