import { Eraser, Repeat, Square } from "lucide-react";
import { useEffect } from "react";

import { NOTHING_SELECTED, type Selection } from "../app/address";
import { useStore, useStorePart } from "../app/useStore";
import { Button, IconButton } from "../ui/Button";
import { withIn, withOut } from "../watch/selecting";
import { useWatch } from "../watch/watch";
import { useWords } from "../words";
import { ClipJobs } from "./ClipJobs";
import styles from "./ClipPanel.module.css";
import { movedEdge, type Edge } from "./clipRange";
import { CutForm } from "./CutForm";
import { EdgeEditor } from "./EdgeEditor";
import { askedHere } from "./following";
import { RangeFacts } from "./RangeFacts";
import { useRange } from "./useRange";

/** The clip creator of a camera's dialog: for whoever may cut. */
export function ClipPanel() {
  const { can, camera, days } = useWatch();
  const words = useWords().clips;
  // The timeline shows a clip as soon as it was asked for.
  useEffect(() => askedHere.subscribe(() => days.refresh()), [days]);
  if (!can("cut_clips")) return <p className={styles["refusal"]}>{words.noCut}</p>;
  return (
    <div className={styles["panel"]}>
      <Creator />
      <ClipJobs camera={camera.id} />
    </div>
  );
}

function Creator() {
  const { player, selection } = useWatch();
  const words = useWords().clips;
  const { inMs, outMs } = useStore(selection);
  const known = useRange();
  const { range, problem, isLooping } = known;
  return (
    <div className={styles["creator"]}>
      <EdgeOf edge="in" atMs={inMs} />
      <EdgeOf edge="out" atMs={outMs} />
      <RangeFacts known={known} selected={{ inMs, outMs }} />
      <div className={styles["buttons"]}>
        <Button
          icon={isLooping ? Square : Repeat}
          aria-pressed={isLooping}
          disabled={!isLooping && !range}
          onClick={() => player.setLoop(isLooping ? null : range)}
        >
          {isLooping ? words.stopPreview : words.preview}
        </Button>
        <IconButton
          icon={Eraser}
          label={words.clear}
          keys="X"
          look="plain"
          disabled={inMs === null && outMs === null}
          onClick={() => selection.set(NOTHING_SELECTED)}
        />
      </div>
      <CutForm range={problem ? null : range} />
    </div>
  );
}

/** An edge that is typed or moved is shown, unless the range is being played again and again. */
function EdgeOf({ edge, atMs }: { edge: Edge; atMs: number | null }) {
  const { player, selection, zone } = useWatch();
  // By the second: the fields need its date, and whether there is a picture.
  const shownS = useStorePart(player, ({ wallMs }) => wallMs && Math.floor(wallMs / 1000));
  function put(put: Selection): void {
    selection.set(put);
    const moved = edge === "in" ? put.inMs : put.outMs;
    if (moved !== null && !player.get().loop) player.open(moved);
  }
  const placed = (ms: number) => {
    const whole = Math.round(ms);
    const selected = selection.get();
    return edge === "in" ? withIn(selected, whole) : withOut(selected, whole);
  };
  return (
    <EdgeEditor
      edge={edge}
      atMs={atMs}
      zone={zone}
      shownMs={shownS && shownS * 1000}
      onPut={(ms) => put(placed(ms))}
      onMove={(byMs) => put(movedEdge(selection.get(), edge, byMs))}
      onHere={() => {
        const { wallMs } = player.get();
        if (wallMs !== null) selection.set(placed(wallMs));
      }}
    />
  );
}
