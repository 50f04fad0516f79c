import { Check, Pencil, X } from "lucide-react";
import { useRef, useState, type KeyboardEvent, type SyntheticEvent } from "react";
import { flushSync } from "react-dom";

import type { Clip } from "../api/types";
import { IconButton } from "../ui/Button";
import { say } from "../ui/toasts";
import { useWords } from "../words";
import { renameClip } from "./clipActions";
import { LONGEST_NAME } from "./clipName";
import styles from "./ClipName.module.css";

/** The name, which whoever may change it writes anew in its place. */
export function ClipName({ clip, canRename }: { clip: Clip; canRename: boolean }) {
  const words = useWords().clips;
  const [isEditing, setIsEditing] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);
  if (isEditing) {
    const end = () => {
      flushSync(() => setIsEditing(false));
      pencil.current?.focus();
    };
    return <NameForm clip={clip} onEnd={end} />;
  }
  return (
    <div className={styles["line"]}>
      <h3 className={styles["name"]}>{clip.name}</h3>
      {canRename && (
        <IconButton
          ref={pencil}
          className={styles["pencil"]}
          icon={Pencil}
          label={words.rename(clip.name)}
          onClick={() => setIsEditing(true)}
        />
      )}
    </div>
  );
}

/** The same function for each drawing: it is called once, when the field is there. */
const focus = (input: HTMLInputElement | null) => input?.focus();

function NameForm({ clip, onEnd }: { clip: Clip; onEnd: () => void }) {
  const { clips: words, common } = useWords();
  const [name, setName] = useState(clip.name);
  const [problem, setProblem] = useState("");

  async function save(event: SyntheticEvent) {
    event.preventDefault();
    if (!name.trim()) {
      setProblem(words.nameNeeded);
      return;
    }
    if (name.trim() !== clip.name) {
      const refusal = await renameClip(clip, name);
      if (refusal) {
        setProblem(refusal.fields["name"]?.[0] ?? (refusal.detail || words.failedToDo));
        return;
      }
      say(words.renamed);
    }
    onEnd();
  }

  function leaveByEsc(event: KeyboardEvent) {
    if (event.key !== "Escape") return;
    event.preventDefault(); // it ends this alone, not the dialog around it
    event.stopPropagation();
    onEnd();
  }

  return (
    <form onSubmit={(event) => void save(event)} onKeyDown={leaveByEsc} noValidate>
      <div className={styles["line"]}>
        <input
          className={styles["input"]}
          aria-label={words.newName}
          aria-invalid={problem ? true : undefined}
          value={name}
          maxLength={LONGEST_NAME}
          autoComplete="off"
          ref={focus}
          onFocus={(event) => event.target.select()}
          onChange={(event) => setName(event.target.value)}
        />
        <IconButton type="submit" icon={Check} label={common.save} look="plain" />
        <IconButton icon={X} label={common.cancel} onClick={onEnd} />
      </div>
      <p role="alert" className={styles["problem"]}>
        {problem}
      </p>
    </form>
  );
}
