import { useEffect, useRef, useState, type SubmitEvent } from "react";

import { serverMs } from "../app/serverClock";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { zoneName } from "../watch/clock";
import { useWatch } from "../watch/watch";
import { useWords } from "../words";
import styles from "./GoToTime.module.css";
import { reasonName, toldOf } from "./footage";
import { shownMs } from "./openDay";
import { typedTime } from "./typedTime";
import { useDayNames } from "./useDayNames";
import { useNow } from "./useNow";
import { dateOf, localOf } from "./zone";

const MINUTE_MS = 60_000;

/** A typed date and time in the camera's zone, and what would be found there. */
export function GoToTime({ onClose }: { onClose: () => void }) {
  const watch = useWatch();
  const { common, timeline: words } = useWords();
  const [text, setText] = useState("");
  const [isAsked, setAsked] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const { zone, player, view } = watch;
  const understood = (nowMs: number) => typedTime(text, { zone, aroundMs: shownMs(watch), nowMs });
  const now = useNow();
  const typed = understood(now + MINUTE_MS);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const typed = understood(serverMs());
    setAsked(true);
    if (typed.kind === "problem") return field.current?.focus();
    onClose();
    view.keepInSight(typed.atMs);
    player.open(typed.atMs);
  };
  const problem =
    isAsked && typed.kind === "problem" ? words.typedProblems[typed.problem] : undefined;
  return (
    <Dialog title={words.goTo} onClose={onClose}>
      <form className={styles["form"]} onSubmit={submit} noValidate>
        <Field
          ref={field}
          label={words.goToLabel}
          hint={words.goToHint(zoneName(now, zone, common.language))}
          problem={problem}
          value={text}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          enterKeyHint="go"
          onChange={(event) => {
            setText(event.target.value);
            setAsked(false);
          }}
        />
        <div className={styles["row"]}>
          <output className={styles["found"]}>
            {typed.kind === "moment" && <Found atMs={typed.atMs} />}
          </output>
          <Button type="submit" look="primary">
            {words.go}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** How it was understood. */
function Found({ atMs }: { atMs: number }) {
  const { zone, days } = useWatch();
  const words = useWords().timeline;
  const { short } = useDayNames();
  const told = toldOf(days, atMs);
  const state = told.kind === "gap" ? words.reasons[told.reason] : words.recorded;
  return (
    <>
      <b>{`${short(dateOf(atMs, zone))} ${localOf(atMs, zone).time}`}</b>
      {told.kind !== "unknown" && <span data-reason={reasonName(told)}>{state}</span>}
    </>
  );
}
