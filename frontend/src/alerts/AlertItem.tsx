import { Check, OctagonAlert, TriangleAlert } from "lucide-react";
import { useState } from "react";

import { api, call } from "../api/client";
import type { Alert } from "../api/types";
import { useMe } from "../session/session";
import { zoneOf } from "../session/zone";
import { Button } from "../ui/Button";
import { say } from "../ui/toasts";
import { useWords } from "../words";
import styles from "./AlertItem.module.css";
import { refreshAlerts } from "./alertQueries";
import { agoWords } from "./amounts";
import { CameraLink } from "./CameraLink";
import { cityWords, mayIn } from "./rights";

const NOT_RECORDED = ["camera_offline", "recording_stopped"];
const BEFORE_IT_MS = 10_000;

export function AlertItem({ alert, nowMs }: { alert: Alert; nowMs: number }) {
  const { alerts: words, common } = useWords();
  const me = useMe();
  const zone = zoneOf(me, alert.city);
  const openedMs = Date.parse(alert.opened_at);
  const city = cityWords(me, alert.city);
  const isCritical = alert.severity === "critical";
  const Icon = isCritical ? OctagonAlert : TriangleAlert;
  return (
    <li className={styles["alert"]} data-severity={alert.severity} data-alert={alert.id}>
      <Icon size={20} aria-hidden className={styles["icon"]} />
      <div className={styles["text"]}>
        <p className={styles["head"]}>
          <strong>{words.kinds[alert.kind]}</strong>
          <span className={styles["severity"]}>{words.severities[alert.severity]}</span>
          {city && <span className={styles["quiet"]}>{city}</span>}
        </p>
        <p>{alert.message}</p>
        <p className={styles["quiet"]}>
          <time dateTime={alert.opened_at}>{words.since(openedMs, nowMs, zone)}</time>
          {" · "}
          {agoWords(common.language, Math.max(0, nowMs - openedMs))}
        </p>
        <div className={styles["actions"]}>
          <Acknowledgement alert={alert} zone={zone} />
          {alert.camera !== null && (
            <CameraLink
              camera={alert.camera}
              atMs={NOT_RECORDED.includes(alert.kind) ? openedMs - BEFORE_IT_MS : null}
            >
              {NOT_RECORDED.includes(alert.kind) ? words.lastFootage : words.toCamera}
            </CameraLink>
          )}
        </div>
      </div>
    </li>
  );
}

/** Who takes care of it; the button for those who may, while nobody does. */
function Acknowledgement({ alert, zone }: { alert: Alert; zone: string }) {
  const words = useWords().alerts;
  const me = useMe();
  const [isBusy, setBusy] = useState(false);
  if (alert.acknowledged_at) {
    const atMs = Date.parse(alert.acknowledged_at);
    return (
      <span className={styles["taken"]}>
        <Check size={16} aria-hidden />
        {words.acknowledged(alert.acknowledged_by ?? "", atMs, zone)}
      </span>
    );
  }
  if (!mayIn(me, alert.city, "acknowledge_alerts")) return null;
  const acknowledge = async () => {
    setBusy(true);
    const params = { path: { alert_id: alert.id } };
    const answer = await call(api.POST("/api/alerts/{alert_id}/acknowledge/", { params }));
    await refreshAlerts();
    setBusy(false);
    if (answer.kind === "error") say(words.notAcknowledged(answer.detail), { tone: "bad" });
  };
  return (
    <Button icon={Check} aria-disabled={isBusy} onClick={() => !isBusy && void acknowledge()}>
      {words.acknowledge}
    </Button>
  );
}
