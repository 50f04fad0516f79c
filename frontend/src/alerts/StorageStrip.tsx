import { CalendarX2, HardDrive, OctagonAlert, type LucideIcon } from "lucide-react";

import { useChosenCity, useMe } from "../session/session";
import { zoneOf } from "../session/zone";
import { Button } from "../ui/Button";
import { useWords } from "../words";
import { criticalOf } from "./alertOrder";
import { useExpiries, useOpenAlerts, useStorage } from "./alertQueries";
import { levelOf, usedPercent } from "./amounts";
import { nightOf } from "./night";
import { isPanelOpen } from "./panel";
import styles from "./StorageStrip.module.css";

interface Notice {
  icon: LucideIcon;
  tone: "critical" | "warning" | "quiet";
  text: string;
}

/** One line above the cameras, when there is something to say; the panel has the rest. */
export function StorageStrip() {
  const words = useWords().alerts;
  const notices = [useCritical(), useFullestDisk(), useTonight()].filter(
    (notice) => notice !== null,
  );
  if (notices.length === 0) return null;
  return (
    <section className={styles["strip"]} aria-label={words.strip}>
      {notices.map(({ icon: Icon, tone, text }) => (
        <p key={text} className={styles["notice"]} data-tone={tone}>
          <Icon size={16} aria-hidden />
          <span>{text}</span>
        </p>
      ))}
      <Button look="quiet" onClick={() => isPanelOpen.set(true)}>
        {words.show}
      </Button>
    </section>
  );
}

function useCritical(): Notice | null {
  const words = useWords().alerts;
  const critical = criticalOf(useOpenAlerts().alerts ?? []);
  const [first] = critical;
  if (!first) return null;
  const text = critical.length > 1 ? words.criticals(critical.length) : first.message;
  return { icon: OctagonAlert, tone: "critical", text };
}

function useFullestDisk(): Notice | null {
  const words = useWords().alerts;
  const volumes = useStorage()?.volumes ?? [];
  const used = volumes.map((volume) => ({
    name: volume.name,
    percent: usedPercent(volume.used_bytes, volume.total_bytes) ?? 0,
  }));
  const [fullest] = used.sort((one, other) => other.percent - one.percent);
  const level = levelOf(fullest?.percent ?? 0);
  if (!fullest || level === "fine") return null;
  const tone = level === "warning" ? "warning" : "critical";
  return { icon: HardDrive, tone, text: words.diskFull(fullest.name, fullest.percent) };
}

function useTonight(): Notice | null {
  const words = useWords().alerts;
  const zone = zoneOf(useMe(), useChosenCity()?.id ?? null);
  const { data, dataUpdatedAt } = useExpiries();
  const { days = 0 } = data?.losses ?? {};
  if (!data || days === 0) return null;
  const runsAtMs = Date.parse(data.runs_at);
  const night = nightOf(runsAtMs, dataUpdatedAt, zone);
  const text = words.tonight[night](days, runsAtMs, zone);
  return { icon: CalendarX2, tone: "quiet", text };
}
