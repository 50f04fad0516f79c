import { Clapperboard } from "lucide-react";
import type { ReactNode } from "react";

import { ApiFailure } from "../api/answer";
import type { Clip } from "../api/types";
import { Button } from "../ui/Button";
import { useWords } from "../words";
import { ClipCard } from "./ClipCard";
import styles from "./ClipList.module.css";
import type { useClips } from "./clipQueries";

interface ClipListProps {
  list: ReturnType<typeof useClips>;
  namesCamera: boolean;
  /** What is said when there is none, and what to do about it. */
  empty: { title: string; hint: string; action?: ReactNode };
  onShow: (clip: Clip) => void;
}

export function ClipList({ list, namesCamera, empty, onShow }: ClipListProps) {
  const { clips: words, common } = useWords();
  const { clips, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  if (!clips && error) {
    return (
      <Notice title={words.listFailed} hint={isAnswered(error) ? error.message : common.offline}>
        <Button onClick={() => void refetch()}>{common.retry}</Button>
      </Notice>
    );
  }
  if (!clips) return <Skeletons />;
  if (clips.length === 0) {
    return (
      <Notice title={empty.title} hint={empty.hint}>
        {empty.action}
      </Notice>
    );
  }
  return (
    <div className={styles["frame"]}>
      <ul className={styles["list"]}>
        {clips.map((clip) => (
          <ClipCard key={clip.id} clip={clip} namesCamera={namesCamera} onShow={onShow} />
        ))}
      </ul>
      {hasNextPage && (
        <div className={styles["more"]}>
          <Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {common.more}
          </Button>
        </div>
      )}
    </div>
  );
}

function isAnswered(error: Error): boolean {
  return error instanceof ApiFailure && error.error.status !== 0;
}

function Notice({ title, hint, children }: { title: string; hint: string; children?: ReactNode }) {
  return (
    <div className={styles["notice"]}>
      <Clapperboard size={40} aria-hidden />
      <p className={styles["title"]}>{title}</p>
      <p>{hint}</p>
      {children}
    </div>
  );
}

const SKELETONS = 6;

function Skeletons() {
  const words = useWords().common;
  return (
    <div className={styles["list"]} role="status" aria-label={words.loading}>
      {Array.from({ length: SKELETONS }, (_, nth) => (
        <div key={nth} className={styles["skeleton"]}>
          <div />
          <span />
          <span />
        </div>
      ))}
    </div>
  );
}
