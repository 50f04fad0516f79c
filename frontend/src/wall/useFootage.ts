import { useCallback, useEffect, useState } from "react";

import { createPlayer, type Player } from "../player";
import { useMe } from "../session/session";
import { zoneOf } from "../session/zone";
import { createDayStore } from "../timeline/dayStore";
import { useCamera } from "../watch/useCamera";
import { useWall } from "./room";

/** The player lives as long as the element in which its pictures are put. */
export function useTilePlayer(camera: number) {
  const { wall } = useWall();
  const [player, setPlayer] = useState<Player | null>(null);
  const stageRef = useCallback(
    (stage: HTMLDivElement) => {
      const made = createPlayer({ camera, stage, keepsSound: false });
      const leave = wall.join(camera, made);
      setPlayer(made);
      return () => {
        setPlayer(null);
        leave();
        made.destroy();
      };
    },
    [camera, wall],
  );
  return { player, stageRef };
}

export function useZone(camera: number): string {
  return zoneOf(useMe(), useCamera(camera).data?.city);
}

/** What the camera has recorded, as soon as its city is known. */
export function useCoverage(camera: number): void {
  const { wall } = useWall();
  const isKnown = useCamera(camera).data !== undefined;
  const zone = useZone(camera);
  useEffect(() => {
    if (!isKnown) return;
    const days = createDayStore(camera, zone);
    const uncover = wall.cover(camera, days);
    return () => {
      uncover();
      days.destroy();
    };
  }, [camera, isKnown, wall, zone]);
}
