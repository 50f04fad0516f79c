import { CalendarRange, LocateFixed, TriangleAlert, X, ZoomIn, ZoomOut } from "lucide-react";

import { useStore, useStorePart } from "../app/useStore";
import { Button } from "../ui/Button";
import { CommandButton } from "../watch/CommandButton";
import { isEmpty } from "../watch/selecting";
import { useWatch } from "../watch/watch";
import { useWords } from "../words";
import type { Follow } from "./follow";
import { lengthWords } from "./lengths";
import styles from "./Timeline.module.css";

/** Above the track: what its signs mean, what is wrong with it, and how much of time it shows. */
export function TimelineBar({ follow }: { follow: Follow | null }) {
  const words = useWords().timeline;
  return (
    <div className={styles["bar"]}>
      <Legend />
      <Fault />
      {follow && <BackToHead follow={follow} />}
      <ClearSelection />
      <div className={styles["zoom"]} role="group" aria-label={words.zoom}>
        <Length />
        <CommandButton command="zoomOut" icon={ZoomOut} label={words.zoomOut} />
        <CommandButton command="zoomDay" icon={CalendarRange} label={words.wholeDay} />
        <CommandButton command="zoomIn" icon={ZoomIn} label={words.zoomIn} />
      </div>
    </div>
  );
}

/** By itself, since it is drawn with every frame of zooming. */
function Length() {
  const { view } = useWatch();
  const { common, timeline: words } = useWords();
  const length = useStorePart(view, ({ lengthMs }) => lengthWords(lengthMs, common.language));
  return <span className={styles["length"]}>{words.inView(length)}</span>;
}

function Legend() {
  const words = useWords().timeline;
  const signs = [
    ["recorded", words.legendRecorded],
    ["gap", words.legendGap],
    ["plate", words.legendPlate],
    ["watched", words.legendWatched],
    ["clip", words.legendClip],
    ["hold", words.legendHold],
  ] as const;
  return (
    <ul className={styles["legend"]} aria-label={words.legend}>
      {signs.map(([sign, name]) => (
        <li key={sign}>
          <i data-sign={sign} aria-hidden />
          {name}
        </li>
      ))}
    </ul>
  );
}

/** What was known is shown on, with this mark. */
function Fault() {
  const { days } = useWatch();
  const words = useWords().timeline;
  const isFaulty = useStorePart(days, () => days.fault() === "network");
  return (
    <p className={styles["fault"]} role="status">
      {isFaulty && (
        <>
          <TriangleAlert size={16} aria-hidden />
          {words.stale}
        </>
      )}
    </p>
  );
}

/** Where it is seen, on screens that have no room for it among the tools. */
function ClearSelection() {
  const { selection } = useWatch();
  if (isEmpty(useStore(selection))) return null;
  return (
    <span className={styles["clear"]}>
      <CommandButton command="clearSelection" icon={X} />
    </span>
  );
}

function BackToHead({ follow }: { follow: Follow }) {
  const words = useWords().timeline;
  const isAway = useStore(follow.isAway);
  if (!isAway) return null;
  return (
    <Button icon={LocateFixed} className={styles["back"]} onClick={() => follow.back()}>
      {words.backToHead}
    </Button>
  );
}
