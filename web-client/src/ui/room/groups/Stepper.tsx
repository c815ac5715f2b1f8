// A number that is made larger and smaller with two buttons.
import { useMessages } from "../../language";
import { Press } from "../../Press";

interface Props {
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
}

export function Stepper({ label, value, least, most, onChange }: Props) {
  const { make } = useMessages().groups;
  return (
    <fieldset className="stepper">
      <legend>{label}</legend>
      <Press className="icon-button" aria-label={make.fewer} possible={value > least} onPress={() => onChange(value - 1)}>
        −
      </Press>
      <output aria-live="polite">{value}</output>
      <Press className="icon-button" aria-label={make.more} possible={value < most} onPress={() => onChange(value + 1)}>
        +
      </Press>
    </fieldset>
  );
}
