import { Fragment } from "react";

import type { Clip } from "../api/types";
import { useWords } from "../words";
import { lengthMs } from "./clipStatus";
import styles from "./ClipFacts.module.css";
import { whenWords } from "./edgeTime";
import { lengthWords } from "./lengthWords";
import { sizeWords } from "./sizeWords";

interface ClipFactsProps {
  clip: Clip;
  zone: string;
  namesCamera: boolean;
}

/** In this year moments need none. */
const OPENED_MS = Date.now();

/** Where and when; how long, how large, by whom. Each fact stays whole when a line breaks. */
export function ClipFacts({ clip, zone, namesCamera }: ClipFactsProps) {
  const { clips: words, common } = useWords();
  const { language } = common;
  const lasts = lengthMs(clip);
  const when = whenWords(Date.parse(clip.start_time), zone, language, OPENED_MS);
  const length = lengthWords(lasts, language, lasts < 10_000 ? 1 : 0);
  const size = clip.status === "ready" ? [sizeWords(clip.file_size, language)] : [];
  return (
    <div className={styles["facts"]}>
      <Line facts={namesCamera ? [clip.camera_name, when] : [when]} />
      <Line facts={[length, ...size, words.by(clip.user)]} />
    </div>
  );
}

function Line({ facts }: { facts: readonly string[] }) {
  return (
    <p>
      {facts.map((fact, nth) => (
        <Fragment key={nth}>
          {nth > 0 && <span aria-hidden> · </span>}
          <span>{fact}</span>
        </Fragment>
      ))}
    </p>
  );
}
