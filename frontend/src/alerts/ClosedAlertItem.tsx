import type { Alert } from "../api/types";
import { lengthWords } from "../clips/lengthWords";
import { useMe } from "../session/session";
import { zoneOf } from "../session/zone";
import { useWords } from "../words";
import styles from "./AlertItem.module.css";
import { CameraLink } from "./CameraLink";
import { cityWords } from "./rights";

export function ClosedAlertItem({ alert }: { alert: Alert }) {
  const { alerts: words, common } = useWords();
  const me = useMe();
  const openedMs = Date.parse(alert.opened_at);
  const closedMs = Date.parse(alert.closed_at ?? alert.opened_at);
  const city = cityWords(me, alert.city);
  return (
    <li className={styles["alert"]} data-alert={alert.id}>
      <div className={styles["text"]}>
        <p className={styles["head"]}>
          <strong>{words.kinds[alert.kind]}</strong>
          <span className={styles["quiet"]}>
            {lengthWords(Math.max(0, closedMs - openedMs), common.language)}
            {city && ` · ${city}`}
          </span>
        </p>
        <p className={styles["quiet"]}>{alert.message}</p>
        <div className={styles["actions"]}>
          <span className={styles["quiet"]}>
            {words.ended(closedMs, zoneOf(me, alert.city))}
            {alert.acknowledged_by && ` · ${words.takenBy(alert.acknowledged_by)}`}
          </span>
          {alert.camera !== null && (
            <CameraLink camera={alert.camera} atMs={openedMs}>
              {words.toCamera}
            </CameraLink>
          )}
        </div>
      </div>
    </li>
  );
}
