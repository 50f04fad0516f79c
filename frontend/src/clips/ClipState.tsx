import { Ban, CircleCheck, Hourglass, Scissors, Trash2, TriangleAlert } from "lucide-react";

import type { Clip } from "../api/types";
import { useWords } from "../words";
import styles from "./ClipState.module.css";
import { isWork } from "./clipStatus";

const ICONS = {
  pending: Hourglass,
  cutting: Scissors,
  ready: CircleCheck,
  failed: TriangleAlert,
  cancelled: Ban,
  deleted: Trash2,
};

interface ClipStateProps {
  status: Clip["status"];
  /** What the bar is the progress of. */
  label: string;
  progress: number;
  /** In words, of what failed. */
  error?: string | undefined;
}

/** How far it is: in words and a picture, with a bar while it is worked on. */
export function ClipState({ status, label, progress, error }: ClipStateProps) {
  const words = useWords().clips;
  const Icon = ICONS[status];
  return (
    <div className={styles["state"]} data-status={status}>
      <span className={styles["words"]}>
        <Icon size={16} aria-hidden />
        <strong>{words[status]}</strong>
        {status === "cutting" && <span>{words.percent(progress)}</span>}
      </span>
      {isWork(status) && (
        <div
          className={styles["bar"]}
          role="progressbar"
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={progress}
          data-waits={status === "pending" || undefined}
        >
          <div className={styles["done"]} style={{ width: `${progress}%` }} />
        </div>
      )}
      {error && <p className={styles["error"]}>{error}</p>}
    </div>
  );
}
