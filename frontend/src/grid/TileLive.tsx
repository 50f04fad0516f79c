import { useEffect, useRef } from "react";

import { useStore } from "../app/useStore";
import type { Player } from "../player";
import { isLivePlaying } from "./liveTile";
import styles from "./Tile.module.css";

/** Plays live over the tile's picture, which is seen until the first frame is there. */
export function TileLive({ camera }: { camera: number }) {
  const stage = useRef<HTMLDivElement>(null);
  const isPlaying = useStore(isLivePlaying);
  useEffect(() => {
    let player: Player | undefined;
    let isOver = false;
    const begin = async () => {
      const { createPlayer } = await import("../player");
      if (isOver || !stage.current) return;
      const made = createPlayer({ camera, stage: stage.current, keepsSound: false });
      player = made;
      made.subscribe(() => {
        const { state, wallMs } = made.get();
        isLivePlaying.set(wallMs !== null && (state === "live" || state === "playing"));
      });
      made.setMuted(true);
      made.live();
    };
    // The picture goes on being shown where it cannot be played.
    begin().catch(() => undefined);
    return () => {
      isOver = true;
      isLivePlaying.set(false);
      player?.destroy();
    };
  }, [camera]);
  return <div ref={stage} className={styles["stage"]} data-live={isPlaying} />;
}
