import { CirclePlay, ImageOff, Scissors } from "lucide-react";
import { useState } from "react";

import type { Clip } from "../api/types";
import { useWords } from "../words";
import { downloadPath } from "./clipFiles";
import styles from "./ClipPicture.module.css";
import { isWork, lengthMs } from "./clipStatus";
import { lengthClock } from "./lengthWords";

/** The clip's first picture, which plays it; something quiet in its place while there is none. */
export function ClipPicture({ clip, onPlay }: { clip: Clip; onPlay: () => void }) {
  const words = useWords().clips;
  const [isBroken, setIsBroken] = useState(false);
  if (clip.status !== "ready") {
    const Icon = isWork(clip.status) ? Scissors : ImageOff;
    return (
      <div className={styles["picture"]} aria-hidden>
        <Icon size={28} />
      </div>
    );
  }
  return (
    <div className={styles["frame"]}>
      <button
        type="button"
        className={styles["picture"]}
        aria-label={words.play(clip.name)}
        onClick={onPlay}
      >
        {isBroken ? (
          <ImageOff size={28} aria-hidden />
        ) : (
          <img
            src={downloadPath(clip.id, "picture")}
            alt=""
            loading="lazy"
            onError={() => setIsBroken(true)}
          />
        )}
        <CirclePlay className={styles["play"]} size={36} aria-hidden />
      </button>
      <span className={styles["length"]} aria-hidden>
        {lengthClock(lengthMs(clip))}
      </span>
    </div>
  );
}
