import {
  CircleDashed,
  CirclePause,
  LoaderCircle,
  PowerOff,
  TriangleAlert,
  WifiOff,
  type LucideIcon,
} from "lucide-react";

import { useWords } from "../words";
import styles from "./StateMark.module.css";
import type { StateShown, StateWord } from "./states";

const ICONS: Partial<Record<StateWord, LucideIcon>> = {
  starting: LoaderCircle,
  stopping: LoaderCircle,
  stopped: CirclePause,
  inactive: PowerOff,
  waiting: WifiOff,
  stalled: CircleDashed,
};

/** "● REC", or an icon and words for what is not so. */
export function StateMark({ shown, message }: { shown: StateShown; message: string | null }) {
  const words = useWords().grid;
  if (shown.word === "recording") return <RecMark />;
  const Icon = ICONS[shown.word] ?? TriangleAlert;
  return (
    <span className={styles["badge"]} data-tone={shown.tone} title={message ?? undefined}>
      <Icon size={14} aria-hidden />
      {words.states[shown.word]}
    </span>
  );
}

function RecMark() {
  const words = useWords().grid;
  return (
    <span className={styles["rec"]} title={words.states.recording}>
      <span className={styles["dot"]} aria-hidden />
      {words.rec}
    </span>
  );
}
