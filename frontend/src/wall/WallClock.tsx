import { useStore, useStorePart } from "../app/useStore";
import { clockText } from "../watch/clock";
import { useWords } from "../words";
import { useWall } from "./room";
import { useZone } from "./useFootage";
import styles from "./WallClock.module.css";

/** In the main camera's city. */
export function WallClock() {
  const { wall: words, common } = useWords();
  const { wall, main } = useWall();
  const zone = useZone(useStore(main));
  const isLive = useStorePart(wall.face, (face) => face.isLive);
  const second = useStorePart(wall.clock, (ms) => (ms === null ? null : Math.floor(ms / 1000)));
  const text = second === null ? null : clockText(second * 1000, zone, common.language);
  return (
    <p className={styles["clock"]} role="timer" aria-live="off" aria-label={words.clock}>
      {isLive && <span className={styles["live"]}>{words.live}</span>}
      <span className={styles["date"]}>{text?.date}</span>
      <strong>{text?.time ?? "--:--:--"}</strong>
    </p>
  );
}
