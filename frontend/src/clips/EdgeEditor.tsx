import { StepBack, StepForward } from "lucide-react";
import { useId, useState, type SyntheticEvent } from "react";

import { typedTime } from "../timeline/typedTime";
import { Button } from "../ui/Button";
import { useWords } from "../words";
import styles from "./EdgeEditor.module.css";
import { edgeText } from "./edgeTime";
import type { Edge } from "./clipRange";

interface EdgeEditorProps {
  edge: Edge;
  atMs: number | null;
  zone: string;
  /** The picture that is shown: a time that is typed alone is of its day. */
  shownMs: number | null;
  onPut: (atMs: number) => void;
  onMove: (byMs: number) => void;
  onHere: () => void;
}

/** One edge of the range: taken from the picture, typed, or moved by seconds. */
export function EdgeEditor(props: EdgeEditorProps) {
  const { edge, atMs, shownMs, onMove, onHere } = props;
  const words = useWords().clips;
  const name = edge === "in" ? words.start : words.end;
  const id = useId();
  const { text, problem, type, commit } = useTyped(props);
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    commit();
  };
  return (
    <form className={styles["edge"]} data-edge={edge} onSubmit={onSubmit} noValidate>
      <label htmlFor={id}>{name}</label>
      <Button
        className={styles["here"]}
        icon={edge === "in" ? StepForward : StepBack}
        disabled={shownMs === null}
        onClick={onHere}
      >
        {edge === "in" ? words.startHere : words.endHere}
      </Button>
      <input
        id={id}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? `${id}-problem` : undefined}
        placeholder={words.edgeForm}
        value={text}
        onChange={(event) => type(event.target.value)}
        onBlur={commit}
      />
      <span className={styles["seconds"]}>
        <Button
          aria-label={words.secondLess(name)}
          disabled={atMs === null}
          onClick={() => onMove(-1000)}
        >
          −1&nbsp;s
        </Button>
        <Button
          aria-label={words.secondMore(name)}
          disabled={atMs === null}
          onClick={() => onMove(1000)}
        >
          +1&nbsp;s
        </Button>
      </span>
      {problem && (
        <p id={`${id}-problem`} className={styles["problem"]} role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}

/** What is in the field: the edge, or what somebody types in its place. */
function useTyped({ atMs, zone, shownMs, onPut }: EdgeEditorProps) {
  const { clips: words, common } = useWords();
  const [typed, setTyped] = useState<{ instead: number | null; text: string } | null>(null);
  const [problem, setProblem] = useState("");
  const shown = atMs === null ? "" : edgeText(atMs, zone, common.language);
  // An edge that moved meanwhile stands above what was being typed.
  const isTyped = typed !== null && typed.instead === atMs;

  function type(text: string) {
    setProblem("");
    setTyped({ instead: atMs, text });
  }

  function commit() {
    if (!isTyped || typed.text === shown || typed.text.trim() === "") {
      type(shown);
      return;
    }
    const nowMs = Date.now();
    const aroundMs = atMs ?? shownMs ?? nowMs;
    const read = typedTime(typed.text, { zone, aroundMs, nowMs });
    if (read.kind === "problem") {
      setProblem(read.problem === "future" ? words.future : words.badTime);
      return;
    }
    setTyped(null);
    onPut(read.atMs);
  }

  return { text: isTyped ? typed.text : shown, problem: isTyped ? problem : "", type, commit };
}
