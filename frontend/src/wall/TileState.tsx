import { LoaderCircle, VideoOff } from "lucide-react";
import { useSyncExternalStore } from "react";

import { cameraAddress } from "../app/address";
import { goTo } from "../app/useAddress";
import { useStorePart } from "../app/useStore";
import type { Player, PlayerSnapshot } from "../player";
import type { DayStore, Gap } from "../timeline/dayStore";
import { Button } from "../ui/Button";
import { momentText } from "../watch/clock";
import { sayingOf, type Action } from "../watch/said";
import { useWords } from "../words";
import { useWall } from "./room";
import styles from "./TileState.module.css";
import { useZone } from "./useFootage";

/** Why a tile has no picture of this moment: never an old one that could be taken for it. */
export function TileState({ camera, player }: { camera: number; player: Player }) {
  const { player: words, wall: ours, common } = useWords();
  const { wall } = useWall();
  const zone = useZone(camera);
  const snapshot = useSnapshot(player);
  const gap = useGap(camera);
  const isGap = gap !== null || snapshot.state === "gap";
  const atMs = wall.clock.get();
  const saying = sayingOf(
    {
      ...snapshot,
      state: gap ? "gap" : snapshot.state,
      nearest: gap ? gap.nearest : snapshot.nearest,
      reason: gap?.reason ?? null,
      fault: "",
      named: (ms) => momentText(ms, atMs, zone, common.language),
    },
    words,
  );
  const act = (action: Action) => {
    if (action.kind === "open") wall.open(action.atMs);
    else if (action.kind === "again") player.again();
    else goTo(cameraAddress(camera, atMs)); // where it can be downloaded
  };
  if (!saying) {
    return snapshot.state === "loading" || snapshot.state === "idle" ? (
      <LoaderCircle className={styles["loading"]} size={28} aria-label={words.loading} />
    ) : null;
  }
  const actions = saying.actions.filter(({ kind }) => kind !== "live" && kind !== "leave");
  return (
    <div
      className={styles["state"]}
      data-quiet={saying.isQuiet}
      data-state={isGap ? "gap" : snapshot.state}
    >
      {!saying.isQuiet && <VideoOff size={28} aria-hidden />}
      <p role="status">
        <strong>{isGap ? ours.noData : saying.title}</strong>
        <span>{saying.detail}</span>
      </p>
      <div className={styles["actions"]}>
        {actions.map((action) => (
          <Button key={action.label} onClick={() => act(action)}>
            {action.kind === "download" ? ours.openCamera : action.label}
          </Button>
        ))}
      </div>
    </div>
  );
}

const BEFORE_GAP_MS = 1_000;

interface TileGap extends Gap {
  nearest: PlayerSnapshot["nearest"];
}

/** A gap ends where footage begins: not where what is known of the days does. */
function withNearest(gap: Gap, days: DayStore): TileGap {
  const { startMs, endMs } = gap;
  const beforeMs = days.isRecorded(startMs - 1) === true ? startMs - BEFORE_GAP_MS : null;
  const afterMs = days.isRecorded(endMs) === true ? endMs : null;
  return { ...gap, nearest: { beforeMs, afterMs } };
}

/** Without the moment, which changes with each frame. */
function useSnapshot(player: Player) {
  const state = useStorePart(player, (told) => told.state);
  const codecs = useStorePart(player, (told) => told.codecs);
  const nearest = useStorePart(player, (told) => told.nearest);
  const isLive = useStorePart(player, (told) => told.isLive);
  return { state, codecs, nearest, isLive };
}

/** The gap in which the clock is, where it is known that nothing is recorded. */
function useGap(camera: number): TileGap | null {
  const { wall } = useWall();
  const days = useStorePart(wall.days, (all) => all.get(camera));
  const hear = (listener: () => void) => days?.subscribe(listener) ?? nothingToEnd;
  useSyncExternalStore(hear, () => days?.get() ?? 0);
  const key = useSyncExternalStore(wall.clock.subscribe, () => keyOf(find()));
  function find(): Gap | null {
    const atMs = wall.clock.get();
    if (atMs === null || wall.face.get().isLive) return null;
    const gap = days?.gapAt(atMs);
    return gap && gap.reason !== -1 ? gap : null;
  }
  const gap = key === "" ? null : find();
  return gap && days ? withNearest(gap, days) : null;
}

const nothingToEnd = () => undefined;

/** The same for the same gap; one that lasts until now grows. */
function keyOf(gap: Gap | null): string {
  return gap ? `${gap.startMs} ${gap.reason}` : "";
}
