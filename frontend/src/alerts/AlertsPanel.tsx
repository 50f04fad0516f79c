import { ChevronRight, CircleCheck } from "lucide-react";

import type { Alert } from "../api/types";
import { useChosenCity, useMe } from "../session/session";
import { zoneOf } from "../session/zone";
import { Dialog } from "../ui/Dialog";
import { useWords } from "../words";
import { AlertItem } from "./AlertItem";
import styles from "./AlertsPanel.module.css";
import { useClosedAlerts, useOpenAlerts, useStorage } from "./alertQueries";
import { ClosedAlertItem } from "./ClosedAlertItem";
import { Expiries } from "./Expiries";
import { Section } from "./Section";
import { StorageFigures } from "./StorageFigures";

export function AlertsPanel({ onClose }: { onClose: () => void }) {
  const words = useWords().alerts;
  const open = useOpenAlerts();
  const storage = useStorage();
  const zone = zoneOf(useMe(), useChosenCity()?.id);
  return (
    <Dialog title={words.title} size="side" onClose={onClose}>
      {/* Focusable, so that keys can scroll it where nothing in it can be pressed. */}
      <div className={styles["panel"]} role="region" aria-label={words.title} tabIndex={0}>
        {open.isOld && (
          <p role="status" className={styles["old"]}>
            {open.alerts ? words.old(open.knownAtMs, zone) : words.unanswered}
          </p>
        )}
        <Section title={words.open}>
          <OpenAlerts alerts={open.alerts} nowMs={open.knownAtMs} />
        </Section>
        {storage && <StorageFigures storage={storage} />}
        <Expiries />
        <ClosedAlerts />
      </div>
    </Dialog>
  );
}

function OpenAlerts({ alerts, nowMs }: { alerts: Alert[] | undefined; nowMs: number }) {
  const words = useWords();
  if (!alerts) return <p className={styles["quiet"]}>{words.common.loading}</p>;
  if (alerts.length === 0) {
    return (
      <p className={styles["fine"]}>
        <CircleCheck size={20} aria-hidden />
        {words.alerts.none}
      </p>
    );
  }
  return (
    <ul className={styles["list"]} aria-label={words.alerts.open}>
      {alerts.map((alert) => (
        <AlertItem key={alert.id} alert={alert} nowMs={nowMs} />
      ))}
    </ul>
  );
}

function ClosedAlerts() {
  const words = useWords().alerts;
  const closed = useClosedAlerts();
  if (!closed?.length) return null;
  return (
    <details className={styles["closed"]}>
      <summary>
        <ChevronRight size={18} aria-hidden />
        <h2>{words.closed}</h2>
      </summary>
      <ul className={styles["list"]} aria-label={words.closed}>
        {closed.map((alert) => (
          <ClosedAlertItem key={alert.id} alert={alert} />
        ))}
      </ul>
    </details>
  );
}
