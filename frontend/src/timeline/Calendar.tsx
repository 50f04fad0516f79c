import { ChevronLeft, ChevronRight } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import type { Days } from "../api/types";
import { useStorePart } from "../app/useStore";
import { Dialog } from "../ui/Dialog";
import { IconButton } from "../ui/Button";
import { useWatch } from "../watch/watch";
import { useWords } from "../words";
import styles from "./Calendar.module.css";
import { CalendarGrid, type DayInCalendar } from "./CalendarGrid";
import { addMonths, inMonth, monthOf, nextToGo } from "./month";
import { openDay, shownMs } from "./openDay";
import { useMomentWords } from "./Retention";
import { useDayNames } from "./useDayNames";
import { useDaysOfMonth } from "./useDaysOfMonth";
import { useNow, useToday } from "./useNow";
import { addDays, dateOf, zoneDay } from "./zone";

/** A month: what there is of each day, how long it stays, and what goes next. */
export function Calendar({ onClose }: { onClose: () => void }) {
  const watch = useWatch();
  const words = useWords().timeline;
  const names = useDayNames();
  const today = useToday(watch.zone);
  const [{ date, isKeys }, setChosen] = useState(() => ({
    date: dateOf(shownMs(watch), watch.zone),
    isKeys: true,
  }));
  const choose = (wanted: string, byKeys: boolean) =>
    setChosen({ date: wanted > today ? today : wanted, isKeys: byKeys });
  const grid = useRef<HTMLTableElement>(null);
  // The focus goes where the keys lead; who presses a month's button stays on it.
  useEffect(() => {
    if (isKeys) grid.current?.querySelector<HTMLElement>(`[data-date="${date}"]`)?.focus();
  }, [date, isKeys]);
  const month = monthOf(date);
  const { data, isError } = useDaysOfMonth(watch.camera.id, month);
  const next = useNextToGo(data);
  const toMonth = (by: -1 | 1) => choose(inMonth(date, addMonths(month, by)), false);
  return (
    <Dialog title={words.calendar} onClose={onClose}>
      <div className={styles["months"]}>
        <IconButton icon={ChevronLeft} label={words.previousMonth} onClick={() => toMonth(-1)} />
        <h2 aria-live="polite">{names.month(month)}</h2>
        <IconButton
          icon={ChevronRight}
          label={words.nextMonth}
          disabled={month >= monthOf(today)}
          onClick={() => toMonth(1)}
        />
      </div>
      <CalendarGrid
        ref={grid}
        date={date}
        today={today}
        told={data}
        next={next?.date}
        onDate={(wanted) => choose(wanted, true)}
        onOpen={(chosen) => {
          onClose();
          void openDay(watch, chosen);
        }}
      />
      <p className={styles["notes"]} role="status">
        {isError && words.noDays}
        {data && `${words.planKeeps(data.plan, data.retention_days)} `}
        {next !== undefined && <NextToGo next={next} />}
      </p>
    </Dialog>
  );
}

/** What the plan deletes first lies in its first month, for the most part not that on the screen. */
function useNextToGo(told: Days | undefined): DayInCalendar | null | undefined {
  const { camera, zone, days } = useWatch();
  const today = useToday(zone);
  const oldestMs = useStorePart(
    days,
    () => days.dayAt(zoneDay(today, zone).startMs)?.retention.oldest_ms,
  );
  const planned = told && addDays(today, -told.retention_days);
  const oldest = typeof oldestMs === "number" ? dateOf(oldestMs, zone) : "";
  const first = useDaysOfMonth(
    camera.id,
    planned ? monthOf(oldest > planned ? oldest : planned) : null,
  );
  return told && first.data && nextToGo([...first.data.days, ...told.days]);
}

function NextToGo({ next }: { next: DayInCalendar | null }) {
  const words = useWords().timeline;
  const { long } = useDayNames();
  const when = useMomentWords();
  const now = useNow();
  if (!next?.expires_at) return words.nothingToGo;
  const atMs = Date.parse(next.expires_at);
  const said = atMs <= now ? words.expiresSoon : when(atMs);
  return words.nextToGo(long(next.date), said);
}
