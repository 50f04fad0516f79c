import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";

import { say } from "../ui/toasts";
import { Button, IconButton } from "../ui/Button";
import { useWords } from "../words";
import { copyText } from "./clipFiles";
import styles from "./Copyable.module.css";

interface CopyableProps {
  text: string;
  /** What the text is. */
  label: string;
  /** What the button does. */
  copyLabel: string;
  /** Whether the button has words, as the main one of its dialog. */
  isMain?: boolean;
}

const DONE_SHOWN_MS = 2_000;

/** A text that is to be carried elsewhere: it can be selected, and copied by one press. */
export function Copyable({ text, label, copyLabel, isMain = false }: CopyableProps) {
  const words = useWords().clips;
  const [isDone, setIsDone] = useState(false);
  useEffect(() => {
    if (!isDone) return;
    const timer = setTimeout(() => setIsDone(false), DONE_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isDone]);
  const copy = async (beside: HTMLElement) => {
    const isCopied = await copyText(text, beside);
    setIsDone(isCopied);
    if (!isCopied) say(words.notCopied, { tone: "bad" });
  };
  const icon = isDone ? Check : Copy;
  return (
    <span className={styles["copyable"]}>
      <input
        className={styles["text"]}
        aria-label={label}
        value={text}
        readOnly
        spellCheck={false}
        onFocus={(event) => event.target.select()}
      />
      {isMain ? (
        <Button look="primary" icon={icon} onClick={(event) => void copy(event.currentTarget)}>
          {copyLabel}
        </Button>
      ) : (
        <IconButton
          icon={icon}
          label={copyLabel}
          onClick={(event) => void copy(event.currentTarget)}
        />
      )}
      <span role="status" className="visually-hidden">
        {isDone && words.copied}
      </span>
    </span>
  );
}
