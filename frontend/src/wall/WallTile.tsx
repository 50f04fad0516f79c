import { Volume2 } from "lucide-react";
import { useEffect } from "react";

import { useStore } from "../app/useStore";
import type { Player } from "../player";
import { useCamera } from "../watch/useCamera";
import { useWords } from "../words";
import { useWall } from "./room";
import { TileState } from "./TileState";
import { useCoverage, useTilePlayer } from "./useFootage";
import { areaOf, type Place } from "./wallLayout";
import styles from "./WallTile.module.css";

interface WallTileProps {
  camera: number;
  number: number;
  place: Place;
}

/** Pressed, it becomes the main one: it is placed elsewhere, its video stays the same element. */
export function WallTile({ camera, number, place }: WallTileProps) {
  const words = useWords().wall;
  const { main: chosen, isMuted } = useWall();
  const { player, stageRef } = useTilePlayer(camera);
  const name = useCamera(camera).data?.name ?? "";
  const isMain = useStore(chosen) === camera;
  const isHeard = !useStore(isMuted) && isMain;
  useCoverage(camera);
  useSound(player, isHeard);
  return (
    <section
      className={styles["tile"]}
      style={{ gridArea: areaOf(place) }}
      data-camera={camera}
      data-main={isMain}
      aria-label={words.tile(number, name)}
    >
      <div ref={stageRef} className={styles["stage"]} />
      <button
        type="button"
        className={styles["choose"]}
        aria-pressed={isMain}
        aria-label={words.choose(number, name)}
        title={words.choose(number, name)}
        onClick={() => chosen.set(camera)}
      />
      {player && <TileState camera={camera} player={player} />}
      <p className={styles["name"]}>
        <kbd>{number}</kbd>
        {name && <span>{name}</span>}
        {isHeard && <Volume2 size={16} aria-label={words.heard} />}
      </p>
    </section>
  );
}

/** Only the main camera is heard. */
function useSound(player: Player | null, isHeard: boolean): void {
  useEffect(() => {
    if (player && player.get().isMuted === isHeard) player.setMuted(!isHeard);
  }, [player, isHeard]);
}
