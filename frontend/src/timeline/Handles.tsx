import { useEffect, useRef } from "react";

import { useStorePart } from "../app/useStore";
import { useWatch } from "../watch/watch";
import styles from "./Track.module.css";
import type { Track } from "./track";

/**
 * The ends of the selection, to be dragged. For those who do not drag there are the keys I and O and
 * the clip's typed times, so they are hidden from screen readers.
 */
export function Handles({ track }: { track: Track }) {
  return (
    <>
      <Handle track={track} end="in" />
      <Handle track={track} end="out" />
    </>
  );
}

function Handle({ track, end }: { track: Track; end: "in" | "out" }) {
  const { view, selection } = useWatch();
  const element = useRef<HTMLDivElement>(null);
  const isThere = useStorePart(
    selection,
    ({ inMs, outMs }) => (end === "in" ? inMs : outMs) !== null,
  );
  useEffect(() => {
    const place = () => {
      const { inMs, outMs } = selection.get();
      const atMs = end === "in" ? inMs : outMs;
      if (!element.current || atMs === null) return;
      const px = track.pxOf(atMs);
      element.current.hidden = px < -12 || px > track.width() + 12;
      element.current.style.transform = `translateX(${px}px)`;
    };
    place();
    const sizes = new ResizeObserver(place);
    sizes.observe(track.surface);
    const ends = [view.subscribe(place), selection.subscribe(place), () => sizes.disconnect()];
    return () => ends.forEach((endIt) => endIt());
  }, [view, selection, track, end, isThere]);
  if (!isThere) return null;
  return <div ref={element} className={styles["handle"]} data-handle={end} aria-hidden />;
}
