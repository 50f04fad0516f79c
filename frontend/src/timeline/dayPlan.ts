// Which days are asked for next, and which are forgotten. Pure: what asks is dayStore.ts.

import { addDays, zoneDay, zoneDaysIn } from "./zone";
import { endOf, type ViewRange } from "./scale";

export const REMEMBERED_DAYS = 40;
/** Days that are over change too: a clip is cut, a hold set. */
const STALE_MS = 60_000;
/** Of today only what was added is asked for, so often. */
export const ADDITIONS_MS = 4_000;
/** All of today now and then: a plate may be told late. */
export const WHOLE_MS = 300_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

export interface Asking {
  /** Null: never answered. */
  answeredMs: number | null;
  /** When all of it was; the same or earlier. */
  wholeMs: number | null;
  /** In the day when it was answered: it was not over. */
  wasToday: boolean;
  isLoading: boolean;
  /** The server says that there is no such day. */
  isNone: boolean;
}

/** The days in sight, nearest to the middle first, then those beside them; none of the future. */
export function daysInReach(range: ViewRange, zone: string, nowMs: number): string[] {
  const dates = zoneDaysIn(range.startMs, endOf(range), zone).map(({ date }) => date);
  const middleMs = range.startMs + range.lengthMs / 2;
  const distance = (date: string) => {
    const { startMs, endMs } = zoneDay(date, zone);
    return Math.max(startMs - middleMs, middleMs - endMs, 0);
  };
  const beside = [
    ...dates.slice(0, 1).map((date) => addDays(date, -1)),
    ...dates.slice(-1).map((date) => addDays(date, 1)),
  ];
  const near = (list: string[]) => list.sort((a, b) => distance(a) - distance(b));
  const isPast = (date: string) => zoneDay(date, zone).startMs <= nowMs;
  return [...near(dates), ...near(beside)].filter(isPast);
}

/** What to ask of a day: all of it, what was added to today, or nothing now. */
export function toAsk(
  asking: Asking | undefined,
  isInSight: boolean,
  isToday: boolean,
  nowMs: number,
): "whole" | "additions" | null {
  if (!asking) return "whole";
  if (asking.isLoading || asking.isNone) return null;
  if (asking.answeredMs === null || asking.wholeMs === null) return "whole";
  if (!isInSight) return null;
  if (!isToday) {
    return asking.wasToday || nowMs - asking.answeredMs >= STALE_MS ? "whole" : null;
  }
  if (nowMs - asking.wholeMs >= WHOLE_MS) return "whole";
  return nowMs - asking.answeredMs >= ADDITIONS_MS ? "additions" : null;
}

/** After so many failures in a row. */
export function waitMs(failures: number): number {
  return failures <= 0 ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS);
}

/** The farthest from the middle, beyond what is remembered. */
export function toForget(dates: readonly string[], middle: string): string[] {
  const distance = (date: string) => Math.abs(Date.parse(date) - Date.parse(middle));
  return [...dates].sort((a, b) => distance(a) - distance(b)).slice(REMEMBERED_DAYS);
}

/** Whole minutes, so that the same question comes twice and its tag is of use. */
export function sinceOf(
  day: { startMs: number; spans: { ends: Float64Array } },
  nowMs: number,
): number {
  const last = day.spans.ends.at(-1) ?? day.startMs;
  const overlapped = Math.min(last, nowMs) - 60_000;
  return Math.max(day.startMs, Math.floor(overlapped / 60_000) * 60_000);
}
