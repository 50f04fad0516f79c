import { Bell, BellRing } from "lucide-react";
import { useEffect, useRef } from "react";
import { createPortal } from "react-dom";

import { later } from "../app/later";
import { useStore } from "../app/useStore";
import { useChosenCity } from "../session/session";
import { Button } from "../ui/Button";
import { say } from "../ui/toasts";
import { useWords } from "../words";
import { criticalOf, newlyCritical } from "./alertOrder";
import { useOpenAlerts } from "./alertQueries";
import styles from "./AlertsButton.module.css";
import { isPanelOpen } from "./panel";

const AlertsPanel = later(async () => (await import("./AlertsPanel")).AlertsPanel);

/**
 * The bell: how many are open. New critical ones are said wherever the person is. The panel stands
 * outside of the page's head: it is no part of it.
 */
export function AlertsButton() {
  const words = useWords().alerts;
  const isOpen = useStore(isPanelOpen);
  const alerts = useOpenAlerts().alerts ?? [];
  const critical = criticalOf(alerts).length;
  useAnnouncements();
  return (
    <>
      <Button
        look="quiet"
        className={styles["bell"] ?? ""}
        data-tone={critical > 0 ? "critical" : alerts.length > 0 ? "warning" : "fine"}
        aria-haspopup="dialog"
        aria-label={words.bell(alerts.length, critical)}
        title={words.bell(alerts.length, critical)}
        onClick={() => isPanelOpen.set(true)}
      >
        {critical > 0 ? <BellRing size={20} aria-hidden /> : <Bell size={20} aria-hidden />}
        {alerts.length > 0 && (
          <span className={styles["count"]} aria-hidden>
            {alerts.length > 99 ? "99+" : alerts.length}
          </span>
        )}
      </Button>
      {isOpen &&
        createPortal(<AlertsPanel onClose={() => isPanelOpen.set(false)} />, document.body)}
    </>
  );
}

/** In a toast, which is a status: read aloud when there is time, and seen over a dialog as well. */
function useAnnouncements(): void {
  const words = useWords().alerts;
  const { alerts } = useOpenAlerts();
  const city = useChosenCity()?.id;
  const known = useRef<ReadonlySet<number> | null>(null);
  useEffect(() => {
    known.current = null; // another city's are not news
  }, [city]);
  useEffect(() => {
    if (!alerts) return;
    const news = newlyCritical(known.current, alerts);
    known.current = new Set(criticalOf(alerts).map(({ id }) => id));
    const [first] = news;
    if (!first) return;
    const text = news.length > 1 ? words.newCriticals(news.length) : first.message;
    const action = { label: words.show, run: () => isPanelOpen.set(true) };
    say(text, { tone: "bad", ...(isPanelOpen.get() ? {} : { action }) });
  }, [alerts, words]);
}
