import { ImageOff } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import { useStore, useStorePart } from "../app/useStore";
import { useWords } from "../words";
import { ageIn, OLD_MS } from "./age";
import { pictureOf, wantPicture } from "./pictures";
import { serverNow } from "../app/serverClock";
import styles from "./Tile.module.css";

const EVERY_MS = 4_000;
/** What is not recorded does not change. */
const SELDOM_MS = 60_000;

interface TilePictureProps {
  camera: number;
  isRecording: boolean;
  /** In pixels of the picture. */
  width: number;
}

/** The newest key frame; the one before stays until it is there. */
export function TilePicture({ camera, isRecording, width }: TilePictureProps) {
  const box = useRef<HTMLDivElement>(null);
  const isSeen = useSeen(box);
  const { url, atMs, isMissing } = useStore(pictureOf(camera));
  useEffect(() => {
    if (!isSeen) return;
    return wantPicture(camera, isRecording ? EVERY_MS : SELDOM_MS, width);
  }, [camera, isSeen, isRecording, width]);
  return (
    <div ref={box} className={styles["image"]} data-stale={!isRecording} data-at-ms={atMs}>
      {url ? (
        <img src={url} alt="" draggable={false} />
      ) : (
        isMissing && <ImageOff size={24} aria-hidden className={styles["nothing"]} />
      )}
    </div>
  );
}

/** That there is none, or how old it is where that is worth saying. */
export function PictureAge({ camera }: { camera: number }) {
  const words = useWords().grid;
  const { atMs, isMissing } = useStore(pictureOf(camera));
  const age = useStorePart(serverNow, (nowMs) =>
    atMs && nowMs - atMs > OLD_MS ? ageIn(words.age, nowMs - atMs) : "",
  );
  if (isMissing) return <span className={styles["age"]}>{words.noPicture}</span>;
  return age ? <span className={styles["age"]}>{words.old(age)}</span> : null;
}

/** Whether the element is in sight, or nearly. */
function useSeen(element: React.RefObject<HTMLElement | null>): boolean {
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    if (!element.current) return;
    const observer = new IntersectionObserver(
      (seen) => setSeen(seen.at(-1)?.isIntersecting ?? false), // the last one is how it is now
      { rootMargin: "64px" },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return isSeen;
}
