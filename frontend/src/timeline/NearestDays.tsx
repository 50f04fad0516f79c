import { ChevronLeft, ChevronRight } from "lucide-react";

import { Button } from "../ui/Button";
import { useWatch } from "../watch/watch";
import { useWords } from "../words";
import { addMonths, monthOf, nearestDays } from "./month";
import { openDay } from "./openDay";
import styles from "./Timeline.module.css";
import { useDayNames } from "./useDayNames";
import { useDaysOfMonth } from "./useDaysOfMonth";
import { useToday } from "./useNow";
import { dateOf, zoneDay } from "./zone";

/** The nearest days around one that has none, as buttons that open them. */
export function NearestDays({ date }: { date: string }) {
  const watch = useWatch();
  const words = useWords().timeline;
  const { short } = useDayNames();
  const { before, after, isKnown, isError } = useNearest(date);
  if (!isKnown) return null;
  if (before === null && after === null) {
    return <span>{isError ? words.noDays : words.nothingNear}</span>;
  }
  return (
    <div className={styles["nearest"]} role="group" aria-label={words.nearestDays}>
      {before !== null && (
        <Button icon={ChevronLeft} onClick={() => void openDay(watch, before)}>
          {short(before)}
        </Button>
      )}
      {after !== null && (
        <Button onClick={() => void openDay(watch, after)}>
          {short(after)}
          <ChevronRight size={18} aria-hidden />
        </Button>
      )}
    </div>
  );
}

/** In the day's month and those beside it; before them the oldest that there is. */
function useNearest(date: string) {
  const { camera, zone, days } = useWatch();
  const today = useToday(zone);
  const month = monthOf(date);
  const later = month < monthOf(today) ? addMonths(month, 1) : null;
  const thisMonth = later !== null && later < monthOf(today) ? monthOf(today) : null;
  const answers = [
    useDaysOfMonth(camera.id, addMonths(month, -1)),
    useDaysOfMonth(camera.id, month),
    useDaysOfMonth(camera.id, later),
    useDaysOfMonth(camera.id, thisMonth),
  ];
  const known = answers.flatMap(({ data }) => data?.days ?? []);
  const oldestMs = days.dayAt(zoneDay(date, zone).startMs)?.retention.oldest_ms;
  if (typeof oldestMs === "number") {
    known.push({ ...OLDEST, date: dateOf(oldestMs, zone) });
  }
  return {
    ...nearestDays(known, date),
    isKnown: answers.every(({ isLoading }) => !isLoading),
    isError: answers.some(({ isError }) => isError),
  };
}

/** It may lie in a month that is not asked for. */
const OLDEST = {
  coverage_pct: 1,
  detections: 0,
  day_number: null,
  days_left: null,
  expires_at: null,
};
