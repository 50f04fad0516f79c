import { useEffect, useRef } from "react";

import { useStore, useStorePart } from "../app/useStore";
import { pxOf } from "../timeline/scale";
import { clockText } from "../watch/clock";
import { useWords } from "../words";
import { useWall } from "./room";
import { listenOnTimeline } from "./timelineGestures";
import { useZone } from "./useFootage";
import styles from "./WallTimeline.module.css";

/** The play head follows the clock by itself: playing draws nothing else anew. */
export function WallSlider({ widthPx }: { widthPx: number }) {
  const { wall: words, common } = useWords();
  const { wall, view, main, cameras } = useWall();
  const zone = useZone(useStore(main));
  const slider = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const range = useStore(view);
  const second = useStorePart(wall.clock, (ms) => Math.floor((ms ?? 0) / 1000));
  const days = useStore(wall.days);
  useEffect(() => {
    const element = slider.current;
    element?.focus({ preventScroll: true });
    return element ? listenOnTimeline(element, wall, view) : undefined;
  }, [view, wall]);
  useEffect(() => {
    const follow = () => {
      const atMs = wall.clock.get();
      if (!head.current || !slider.current || atMs === null) return;
      slider.current.dataset["wallClock"] = String(Math.round(atMs));
      head.current.style.transform = `translateX(${pxOf(view.get(), widthPx, atMs)}px)`;
    };
    follow();
    const ends = [wall.clock.subscribe(follow), view.subscribe(follow)];
    return () => ends.forEach((end) => end());
  }, [view, wall, widthPx]);
  const { time, date } = clockText(second * 1000, zone, common.language);
  const recorded = cameras.filter((camera) => days.get(camera)?.isRecorded(second * 1000));
  return (
    <div
      ref={slider}
      className={styles["slider"]}
      role="slider"
      tabIndex={0}
      aria-label={words.timeline}
      aria-valuemin={Math.floor(range.startMs / 1000)}
      aria-valuemax={Math.floor((range.startMs + range.lengthMs) / 1000)}
      aria-valuenow={second}
      aria-valuetext={words.spoken(time, date, recorded.length, cameras.length)}
    >
      <div ref={head} className={styles["head"]} />
    </div>
  );
}
