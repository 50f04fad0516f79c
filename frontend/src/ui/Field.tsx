import { useId, type InputHTMLAttributes, type Ref } from "react";

import styles from "./Field.module.css";

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  hint?: string;
  /** What is wrong with it, in words. */
  problem?: string | undefined;
  ref?: Ref<HTMLInputElement>;
}

export function Field({ label, hint, problem, ...input }: FieldProps) {
  const id = useId();
  const about = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(" ");
  return (
    <div className={styles["field"]}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        aria-invalid={problem ? true : undefined}
        aria-describedby={about || undefined}
        {...input}
      />
      {hint && <small id={`${id}-hint`}>{hint}</small>}
      {problem && (
        <small id={`${id}-problem`} className={styles["problem"]}>
          {problem}
        </small>
      )}
    </div>
  );
}
