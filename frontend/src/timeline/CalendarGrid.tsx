import type { Ref } from "react";

import type { Days } from "../api/types";
import { useWords } from "../words";
import styles from "./Calendar.module.css";
import { dateByKey, isOutsidePlan, monthOf, weeksOf } from "./month";
import { useDayNames } from "./useDayNames";

export type DayInCalendar = Days["days"][number];

interface CalendarGridProps {
  ref: Ref<HTMLTableElement>;
  /** The one that the keys are at. */
  date: string;
  today: string;
  /** Undefined while it is not known. */
  told: Days | undefined;
  /** The first that the plan deletes, be it here or not. */
  next: string | undefined;
  /** A key leads there. */
  onDate: (date: string) => void;
  onOpen: (date: string) => void;
}

export function CalendarGrid(props: CalendarGridProps) {
  const { ref, date, today, told, next, onDate, onOpen } = props;
  const words = useWords().timeline;
  const byDate = new Map(told?.days.map((day) => [day.date, day]));
  return (
    <table
      ref={ref}
      className={styles["grid"]}
      role="grid"
      aria-busy={told === undefined}
      onKeyDown={(event) => {
        const wanted = dateByKey(date, event.key);
        if (wanted === undefined) return;
        event.preventDefault();
        onDate(wanted);
      }}
    >
      <thead>
        <tr>
          {words.weekdays.map((name, place) => (
            <th key={name} scope="col" abbr={words.weekdaysFull[place]}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(monthOf(date)).map((week, place) => (
          <tr key={place}>
            {week.map((cell, weekday) => (
              <td key={cell ?? weekday} role="gridcell" aria-selected={cell === date}>
                {cell !== null && (
                  <DayButton
                    date={cell}
                    day={byDate.get(cell)}
                    isChosen={cell === date}
                    isFuture={cell > today}
                    isOutside={
                      told !== undefined && isOutsidePlan(cell, today, told.retention_days)
                    }
                    isNext={cell === next}
                    onOpen={onOpen}
                  />
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface DayButtonProps {
  date: string;
  day: DayInCalendar | undefined;
  isChosen: boolean;
  isFuture: boolean;
  /** The plan keeps nothing of it. */
  isOutside: boolean;
  /** The first that the plan deletes. */
  isNext: boolean;
  onOpen: (date: string) => void;
}

const NOTHING = { coverage_pct: 0, detections: 0, days_left: null };

function DayButton(props: DayButtonProps) {
  const { date, day, isChosen, isFuture, isOutside, isNext, onOpen } = props;
  const { common, timeline: words } = useWords();
  const { coverage_pct: covered, detections, days_left: left } = day ?? NOTHING;
  const said = useSaid(date, day, isOutside);
  const compact = new Intl.NumberFormat(common.language, { notation: "compact" });
  return (
    <button
      type="button"
      className={styles["day"]}
      data-date={date}
      data-empty={covered === 0 || undefined}
      data-next={isNext || undefined}
      tabIndex={isChosen ? 0 : -1}
      disabled={isFuture}
      title={said}
      onClick={() => onOpen(date)}
    >
      <span className="visually-hidden">{said}</span>
      <span aria-hidden className={styles["number"]}>
        {Number(date.slice(8))}
      </span>
      <span aria-hidden className={styles["cover"]}>
        <i style={{ width: `${covered}%` }} />
      </span>
      <span aria-hidden className={styles["percent"]}>
        {covered > 0 && words.percent(compact.format(covered))}
      </span>
      <span aria-hidden className={styles["detections"]}>
        {detections > 0 && `◆ ${compact.format(detections)}`}
      </span>
      <span aria-hidden className={styles["left"]}>
        {left !== null && words.daysLeftShort(left)}
      </span>
    </button>
  );
}

/** "20 de novembro, 98,4 % gravado, 12 detecções, expira em 2 dias" */
function useSaid(date: string, day: DayInCalendar | undefined, isOutside: boolean): string {
  const { common, timeline: words } = useWords();
  const { long } = useDayNames();
  if (!day) return long(date);
  const { coverage_pct: covered, detections, days_left: left } = day;
  const percent = new Intl.NumberFormat(common.language).format(covered);
  const parts = [long(date), words.coverage(percent)];
  if (detections > 0) parts.push(words.detections(detections));
  if (left !== null) parts.push(words.daysLeft(left));
  if (covered === 0 && isOutside) parts.push(words.outsidePlan);
  return parts.join(", ");
}
