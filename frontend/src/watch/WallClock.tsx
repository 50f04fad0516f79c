import { useStorePart } from "../app/useStore";
import { useWords } from "../words";
import { clockText, tenthOf, zoneName } from "./clock";
import { useWatch } from "./watch";
import styles from "./WallClock.module.css";

const TENTH_MS = 100;

/** The city's time of the picture. Drawn ten times a second; read only when it is asked for. */
export function WallClock() {
  const { player, zone } = useWatch();
  const words = useWords();
  const { language } = words.common;
  const tenths = useStorePart(player, ({ wallMs }) =>
    wallMs === null ? null : Math.floor(wallMs / TENTH_MS),
  );
  if (tenths === null) {
    return (
      <div className={styles["clock"]}>
        <span className={styles["time"]}>--:--:--</span>
      </div>
    );
  }
  const atMs = tenths * TENTH_MS;
  const { time, date } = clockText(atMs, zone, language);
  return (
    <div className={styles["clock"]} role="group" aria-label={words.watch.wallClock}>
      <span className={styles["time"]} data-clock>
        {time}
        <small>
          {language.startsWith("en") ? "." : ","}
          {tenthOf(atMs)}
        </small>
      </span>
      <span className={styles["about"]}>
        <span>{date}</span>
        <span className={styles["zone"]}>{zoneName(atMs, zone, language)}</span>
      </span>
    </div>
  );
}
