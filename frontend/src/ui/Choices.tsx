import { useId } from "react";

import styles from "./Choices.module.css";

interface ChoicesProps<Value> {
  label: string;
  value: Value;
  /** The hint of the one that is chosen stands below them. */
  options: readonly { value: Value; name: string; hint?: string }[];
  onChoose: (value: Value) => void;
}

/** One of a few, all of them seen. */
export function Choices<Value extends string | number>(props: ChoicesProps<Value>) {
  const { label, value: chosen, options, onChoose } = props;
  const id = useId();
  const hint = options.find(({ value }) => value === chosen)?.hint;
  return (
    <fieldset className={styles["choices"]}>
      <legend>{label}</legend>
      {options.map(({ value, name }) => (
        <label key={value} data-chosen={chosen === value || undefined}>
          <input
            type="radio"
            name={id}
            value={value}
            checked={chosen === value}
            onChange={() => onChoose(value)}
            aria-describedby={hint && `${id}-hint`}
          />
          <span>{name}</span>
        </label>
      ))}
      {hint && <small id={`${id}-hint`}>{hint}</small>}
    </fieldset>
  );
}
