import { useStorePart } from "../app/useStore";
import type { Timeline } from "../api/types";
import { useWatch } from "../watch/watch";
import { useWords } from "../words";
import styles from "./DayBar.module.css";
import { useDayNames } from "./useDayNames";
import { useNow } from "./useNow";
import { localOf, zoneDay } from "./zone";

/** "Dia 3 de 7 disponíveis (Plano Basic)", and when the first of it is deleted. */
export function Retention({ date }: { date: string }) {
  const { zone, days } = useWatch();
  const { startMs } = zoneDay(date, zone);
  const day = useStorePart(days, () => days.dayAt(startMs));
  return (
    <p className={styles["retention"]} data-retention={day ? "known" : "loading"}>
      {day && <RetentionWords retention={day.retention} hasFootage={day.spans.starts.length > 0} />}
    </p>
  );
}

interface RetentionWordsProps {
  retention: Timeline["retention"];
  hasFootage: boolean;
}

function RetentionWords({ retention, hasFootage }: RetentionWordsProps) {
  const { day_number: number, of_days: of, plan, expires_ms: expiresMs } = retention;
  const words = useWords().timeline;
  const when = useMomentWords();
  const now = useNow();
  if (!hasFootage) return <span>{words.noFootage(of, plan)}</span>;
  const isSoon = expiresMs === null || expiresMs <= now;
  return (
    <>
      <span>{number === null ? words.partOfDay(plan) : words.keptDay(number, of, plan)}</span>
      {number !== null && <Gauge number={number} of={of} />}
      <span className={styles["expires"]} data-soon={isSoon || undefined}>
        {isSoon ? words.expiresSoon : words.expires(when(expiresMs))}
      </span>
    </>
  );
}

/** One box a day while they can be counted, filled up to this one. */
function Gauge({ number, of }: { number: number; of: number }) {
  return (
    <span className={styles["gauge"]} aria-hidden>
      <i style={{ width: `${(100 * number) / Math.max(of, 1)}%` }} />
    </span>
  );
}

/** "27/11 às 03:00" */
export function useMomentWords(): (atMs: number) => string {
  const { zone } = useWatch();
  const words = useWords().timeline;
  const { numeric } = useDayNames();
  return (atMs) => {
    const { date, time } = localOf(atMs, zone);
    return words.onDayAt(numeric(date), time.slice(0, 5));
  };
}
