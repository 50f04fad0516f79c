import { useQuery } from "@tanstack/react-query";
import { LoaderCircle, VideoOff, WifiOff } from "lucide-react";
import { useEffect, useState } from "react";

import { dataOf } from "../api/answer";
import { api, call } from "../api/client";
import { serverMs } from "../app/serverClock";
import { useStore, useStorePart } from "../app/useStore";
import { Button } from "../ui/Button";
import { useWords } from "../words";
import { momentText } from "./clock";
import { openMoment } from "./commands";
import { useRoom } from "./room";
import { sayingOf, type Action, type Said } from "./said";
import styles from "./Saying.module.css";
import { useCameraState } from "./useCamera";

/** What is to be said over the picture; a screen reader hears it when it changes. */
export function Saying() {
  const said = useSaid();
  const isSlow = useIsSlow();
  const words = useWords().player;
  return (
    <div className={styles["over"]}>
      {isSlow && <LoaderCircle className={styles["turning"]} size={40} aria-hidden />}
      <div role="status">
        {isSlow && <span className="visually-hidden">{words.loading}</span>}
        {said && (
          <div className={said.isQuiet ? styles["strip"] : styles["card"]} data-said>
            {said.isQuiet ? <WifiOff size={18} aria-hidden /> : <VideoOff size={28} aria-hidden />}
            <strong>{said.title}</strong>
            {said.detail && <p>{said.detail}</p>}
            {said.actions.length > 0 && <Actions actions={said.actions} />}
          </div>
        )}
      </div>
    </div>
  );
}

function Actions({ actions }: { actions: readonly Action[] }) {
  const room = useRoom();
  const { player } = room.watch;
  const act = (action: Action) => {
    if (action.kind === "open") openMoment(room, action.atMs);
    else if (action.kind === "live") player.live();
    else if (action.kind === "again") player.again();
    else room.close();
    room.stage.focus(); // the button goes with what it was said for
  };
  return (
    <div className={styles["actions"]}>
      {actions.map((action, at) =>
        action.kind === "download" ? (
          <Download key={action.label} label={action.label} />
        ) : (
          <Button
            key={action.label}
            look={at === 0 ? "primary" : "plain"}
            onClick={() => act(action)}
          >
            {action.label}
          </Button>
        ),
      )}
    </div>
  );
}

/** Beside no moment at all, every other one is named with its date. */
const LONG_AGO_MS = 0;

function useSaid(): Said | null {
  const { watch } = useRoom();
  const { player, days, zone, camera } = watch;
  const words = useWords();
  useStore(days);
  const state = useStorePart(player, (told) => told.state);
  const isLive = useStorePart(player, (told) => told.isLive);
  const codecs = useStorePart(player, (told) => told.codecs);
  const beforeMs = useStorePart(player, (told) => told.nearest.beforeMs);
  const afterMs = useStorePart(player, (told) => told.nearest.afterMs);
  // The moment matters where there is no picture: playing does not come by here.
  const atMs = useStorePart(player, (told) => (told.state === "gap" ? told.wallMs : null));
  const doing = useCameraState(camera);
  const reason = atMs === null ? null : (days.gapAt(atMs)?.reason ?? null);
  const nearest = { beforeMs, afterMs };
  const named = (ms: number) => momentText(ms, atMs ?? LONG_AGO_MS, zone, words.common.language);
  const fault = doing?.message ?? "";
  return sayingOf({ state, isLive, codecs, nearest, reason, fault, named }, words.player);
}

const SLOW_MS = 300;

/** Only what takes longer is told: anything quicker would flicker. */
function useIsSlow(): boolean {
  const { player } = useRoom().watch;
  const isLoading = useStorePart(player, ({ state }) => state === "loading");
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!isLoading) return;
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [isLoading]);
  return isSlow && isLoading;
}

/** The recorded file of that moment, for a program that can play it. */
function Download({ label }: { label: string }) {
  const { player, camera } = useRoom().watch;
  const words = useWords().player;
  const [openedMs] = useState(serverMs);
  const atMs = useStorePart(player, (told) => told.wallMs) ?? openedMs;
  const { data, isPending, isError, refetch } = useQuery({
    queryKey: ["recording-at", camera.id, atMs],
    queryFn: async ({ signal }) => {
      const [start, end] = [atMs, atMs + 1].map((ms) => new Date(ms).toISOString());
      const query = {
        camera: camera.id,
        page_size: 1,
        ...(start && { start }),
        ...(end && { end }),
      };
      const answer = await call(api.GET("/api/recordings/", { params: { query }, signal }));
      return dataOf(answer).results[0]?.id ?? null;
    },
  });
  if (isError) return <Button onClick={() => void refetch()}>{words.downloadAgain}</Button>;
  if (isPending) return <Button disabled>{label}</Button>;
  if (!data) return <p>{words.downloadNothing}</p>;
  return (
    <a className={styles["download"]} href={`/api/recordings/${data}/download/`} download>
      {label}
    </a>
  );
}
