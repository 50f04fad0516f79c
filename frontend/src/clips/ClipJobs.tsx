import { Download, RotateCcw, X } from "lucide-react";
import { useEffect, useRef } from "react";

import type { Clip } from "../api/types";
import { useStore } from "../app/useStore";
import { useMe } from "../session/session";
import { Button } from "../ui/Button";
import { useWords } from "../words";
import { cancelClip, retryClip } from "./clipActions";
import styles from "./ClipJobs.module.css";
import { askedHere } from "./following";
import { useClips } from "./clipQueries";
import { ClipState } from "./ClipState";
import { isWork, lengthMs } from "./clipStatus";
import { Copyable } from "./Copyable";
import { FileLink } from "./FileLink";
import { lengthWords } from "./lengthWords";
import { sizeWords } from "./sizeWords";

/** What was asked for here, and what of the person's is still being made. */
export function ClipJobs({ camera }: { camera: number }) {
  const words = useWords().clips;
  const me = useMe();
  const { clips } = useClips({ camera });
  const asked = useStore(askedHere);
  const section = useRef<HTMLElement>(null);
  const isShown = useRef(false);
  const newest = clips?.find(({ id }) => asked.has(id)); // they come newest first
  useEffect(() => {
    // What was asked for just now is seen whole; what was there when the panel opened need not be.
    if (isShown.current) section.current?.scrollIntoView({ block: "nearest" });
    if (clips) isShown.current = true;
    // eslint-disable-next-line react-hooks/exhaustive-deps -- not at each look at the clips
  }, [newest?.id, newest?.status, clips === undefined]);
  const shown = (clips ?? []).filter(
    (clip) => asked.has(clip.id) || (isWork(clip.status) && clip.user === me?.username),
  );
  if (shown.length === 0) return null;
  return (
    <section ref={section} className={styles["jobs"]} aria-label={words.jobs}>
      <h2>{words.jobs}</h2>
      <ul>
        {shown.map((clip) => (
          <ClipJob key={clip.id} clip={clip} />
        ))}
      </ul>
    </section>
  );
}

function ClipJob({ clip }: { clip: Clip }) {
  const { clips: words, common } = useWords();
  const { status, name } = clip;
  const canRetry = status === "failed" || status === "cancelled";
  return (
    <li className={styles["job"]} data-job={clip.id} data-status={status}>
      <p className={styles["name"]}>{name}</p>
      <ClipState
        status={status}
        label={words.progressOf(name)}
        progress={clip.progress}
        error={clip.error?.message}
      />
      {isWork(status) && (
        <Button icon={X} onClick={() => void cancelClip(clip)}>
          {words.cancelClip}
        </Button>
      )}
      {canRetry && (
        <Button icon={RotateCcw} onClick={() => void retryClip(clip)}>
          {words.retryClip}
        </Button>
      )}
      {status === "ready" && (
        <>
          <p className={styles["facts"]}>
            {lengthWords(lengthMs(clip), common.language, 2)} ·{" "}
            {sizeWords(clip.file_size, common.language)}
          </p>
          <FileLink clipId={clip.id} file="file" icon={Download} look="primary">
            {words.download}
          </FileLink>
          <Copyable text={clip.sha256} label={words.hash} copyLabel={words.copyHash} />
        </>
      )}
    </li>
  );
}
