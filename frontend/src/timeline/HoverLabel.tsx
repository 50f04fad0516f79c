import { useEffect, useMemo, useRef } from "react";

import { useStore } from "../app/useStore";
import { useWatch } from "../watch/watch";
import { useWords } from "../words";
import styles from "./HoverLabel.module.css";
import type { Gap } from "./day";
import { createHoverPicture } from "./hoverPicture";
import { lengthWords } from "./lengths";
import { binAt } from "./markers";
import { reasonName, toldOf } from "./footage";
import type { Track } from "./track";
import { useDayNames } from "./useDayNames";
import { dateOf, localOf } from "./zone";

/** The moment under the pointer: its time, its picture, what is recorded and which plates. */
export function HoverLabel({ track }: { track: Track }) {
  const { camera, days } = useWatch();
  const atMs = useStore(track.hover);
  useStore(days);
  const picture = useMemo(() => createHoverPicture(camera.id), [camera.id]);
  const url = useStore(picture.url);
  useEffect(() => () => picture.want(null), [picture]);
  const isRecorded = atMs !== null && days.isRecorded(atMs) === true;
  useEffect(() => {
    picture.want(isRecorded && track.surface.dataset["drag"] === undefined ? atMs : null);
  }, [picture, atMs, isRecorded, track]);
  const label = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (label.current && atMs !== null) place(label.current, track, atMs);
  });
  if (atMs === null) return null;
  const reason = reasonName(toldOf(days, atMs));
  return (
    <div ref={label} className={styles["label"]} data-gap-reason={reason} aria-hidden>
      {url && <img className={styles["picture"]} src={url} alt="" />}
      <Words track={track} atMs={atMs} />
    </div>
  );
}

/** Above the timeline, within the window: wherever "fixed" counts from. */
function place(label: HTMLElement, track: Track, atMs: number) {
  label.style.transform = "none";
  const origin = label.getBoundingClientRect();
  const box = track.surface.getBoundingClientRect();
  const half = origin.width / 2;
  const wanted = box.left + track.pxOf(atMs);
  const x = Math.min(Math.max(wanted, half + 4), window.innerWidth - half - 4) - half;
  const y = Math.max(box.top - origin.height - 6, 4);
  label.style.transform = `translate(${x - origin.left}px, ${y - origin.top}px)`;
}

/** One that goes on into days that are not known yet is longer than what is known of it. */
function GapLength({ gap }: { gap: Gap }) {
  const { days } = useWatch();
  const { common, timeline: words } = useWords();
  const lengthMs = gap.endMs - gap.startMs;
  if (!Number.isFinite(lengthMs)) return null;
  const length = lengthWords(lengthMs, common.language);
  const isWhole = days.dayAt(gap.startMs - 1) && days.dayAt(gap.endMs);
  return ` (${isWhole ? length : words.atLeast(length)})`;
}

function Words({ track, atMs }: { track: Track; atMs: number }) {
  const { zone, days } = useWatch();
  const words = useWords().timeline;
  const { short } = useDayNames();
  const told = toldOf(days, atMs);
  const bin = binAt(track.bins(), atMs);
  const day = days.dayAt(atMs);
  const isIn = (stretch: { startMs: number; endMs: number }) =>
    stretch.startMs <= atMs && atMs < stretch.endMs;
  return (
    <>
      <p className={styles["time"]}>
        <span>{short(dateOf(atMs, zone))}</span> <b>{localOf(atMs, zone).time}</b>
      </p>
      <p className={styles["state"]} data-kind={told.kind}>
        {told.kind === "recorded" && words.recorded}
        {told.kind === "unknown" && words.unknown}
        {told.kind === "gap" && words.reasons[told.reason]}
        {told.kind === "gap" && <GapLength gap={told.gap} />}
      </p>
      {bin && (
        <p className={styles["plates"]}>
          {words.plates(bin.count)}
          {bin.watched > 0 && ` · ${words.watchedPlates(bin.watched)}`}
        </p>
      )}
      {day?.clips.some(isIn) && <p className={styles["clip"]}>{words.clip}</p>}
      {day?.holds.some(isIn) && <p className={styles["hold"]}>{words.hold}</p>}
    </>
  );
}
