import { useState } from "react";

import { useStore } from "../app/useStore";
import { typedTime } from "../timeline/typedTime";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { useWords } from "../words";
import { useWall } from "./room";
import { useZone } from "./useFootage";
import styles from "./WallControls.module.css";

export function GoToMoment({ onClose }: { onClose: () => void }) {
  const words = useWords().wall;
  const { wall, main } = useWall();
  const zone = useZone(useStore(main));
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string>();
  const go = () => {
    const nowMs = Date.now();
    const typed = typedTime(text, { zone, aroundMs: wall.clock.get() ?? nowMs, nowMs });
    if (typed.kind === "problem") {
      setProblem(words.timeProblems[typed.problem]);
    } else {
      wall.open(typed.atMs);
      onClose();
    }
  };
  return (
    <Dialog title={words.goTo} onClose={onClose}>
      <form
        className={styles["goTo"]}
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
      >
        <Field
          label={words.moment}
          hint={words.momentHint}
          problem={problem}
          value={text}
          autoFocus
          onChange={(event) => setText(event.target.value)}
        />
        <Button look="primary" type="submit">
          {words.go}
        </Button>
      </form>
    </Dialog>
  );
}
