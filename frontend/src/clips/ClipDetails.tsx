import { Download, FileJson, Stamp } from "lucide-react";

import type { Clip } from "../api/types";
import { Button } from "../ui/Button";
import { useWords } from "../words";
import { makeMarkedCopy } from "./clipActions";
import styles from "./ClipDetails.module.css";
import { ClipState } from "./ClipState";
import { gapsMs, isWork } from "./clipStatus";
import { Copyable } from "./Copyable";
import { whenWords } from "./edgeTime";
import { FileLink } from "./FileLink";
import { lengthWords } from "./lengthWords";
import { sizeWords } from "./sizeWords";

interface ClipDetailsProps {
  clip: Clip;
  zone: string;
  canMark: boolean;
}

/** What is asked of a clip when it is doubted, and its copy to be passed on. */
export function ClipDetails({ clip, zone, canMark }: ClipDetailsProps) {
  const { clips: words, common } = useWords();
  const { language } = common;
  const createdMs = Date.parse(clip.created_at);
  const missingMs = gapsMs(clip.gaps);
  const rows = [
    [words.period, rangeWords(clip, zone, language)],
    [words.mode, words[clip.mode]],
    [words.createdAt, `${whenWords(createdMs, zone, language, createdMs)} ${words.by(clip.user)}`],
    ...(missingMs ? [[words.gaps, words.gapsLength(lengthWords(missingMs, language))]] : []),
  ];
  return (
    <div className={styles["details"]}>
      <dl>
        {rows.map(([term, fact]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{fact}</dd>
          </div>
        ))}
      </dl>
      {clip.status === "ready" && (
        <>
          <div>
            <span className={styles["term"]}>{words.hash}</span>
            <Copyable text={clip.sha256} label={words.hash} copyLabel={words.copyHash} />
          </div>
          <FileLink clipId={clip.id} file="manifest" icon={FileJson}>
            {words.manifest}
          </FileLink>
          <MarkedCopy clip={clip} canMark={canMark} />
        </>
      )}
    </div>
  );
}

/** The day is said once when both ends are in it. */
function rangeWords(clip: Clip, zone: string, language: string): string {
  const [start, end] = [clip.start_time, clip.end_time].map((moment) =>
    whenWords(Date.parse(moment), zone, language, Date.parse(clip.created_at)),
  ) as [string, string];
  const isOneDay = start.slice(0, -8) === end.slice(0, -8);
  return `${start} – ${isOneDay ? end.slice(-8) : end}`;
}

function MarkedCopy({ clip, canMark }: { clip: Clip; canMark: boolean }) {
  const { clips: words, common } = useWords();
  const { marked } = clip;
  const isMaking = marked !== null && isWork(marked.status);
  if (!canMark && marked?.status !== "ready") return null;
  return (
    <div className={styles["marked"]}>
      <p className={styles["term"]}>{words.marked}</p>
      <p className={styles["hint"]}>{words.markedHint}</p>
      {marked && marked.status !== "ready" && (
        <ClipState
          status={marked.status}
          label={words.makingMarked}
          progress={marked.progress}
          error={marked.error}
        />
      )}
      {marked?.status === "ready" && (
        <FileLink clipId={clip.id} file="marked" icon={Download}>
          {words.downloadMarked} ({sizeWords(marked.file_size, common.language)})
        </FileLink>
      )}
      {canMark && !isMaking && (
        <Button icon={Stamp} onClick={() => void makeMarkedCopy(clip)}>
          {words.makeMarked}
        </Button>
      )}
    </div>
  );
}
