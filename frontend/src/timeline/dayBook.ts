// The days that were answered, and what is known of each asking. Pure.

import type { Timeline } from "../api/types";
import { dayOf, withAdditions } from "./coverage";
import type { Day } from "./day";
import { toForget, type Asking } from "./dayPlan";

export interface Entry extends Asking {
  day: Day | undefined;
  /** The last answer of the whole day. */
  told: Timeline | undefined;
}

export interface DayBook {
  get(date: string): Entry | undefined;
  /** Made when there is none. */
  entry(date: string): Entry;
  /** Whether the answer has changed anything; one of a forgotten day does not count. */
  keep(date: string, entry: Entry, told: Timeline, sinceMs: number | null, nowMs: number): boolean;
  /** The farthest from that day, beyond what is remembered. */
  forget(middle: string): void;
}

export function createDayBook(): DayBook {
  const entries = new Map<string, Entry>();
  return {
    get: (date) => entries.get(date),
    entry(date) {
      const entry = entries.get(date) ?? {
        ...{ day: undefined, told: undefined, answeredMs: null, wholeMs: null },
        ...{ wasToday: false, isLoading: false, isNone: false },
      };
      entries.set(date, entry);
      return entry;
    },
    keep(date, entry, told, sinceMs, nowMs) {
      if (entries.get(date) !== entry) return false;
      const isSame = sinceMs === null && isTheSame(entry.told, told);
      if (!isSame) {
        const { day } = entry;
        entry.day = day && sinceMs !== null ? withAdditions(day, told, sinceMs) : dayOf(told);
      }
      entry.answeredMs = nowMs;
      entry.wasToday = told.now_ms !== null;
      if (sinceMs === null) {
        entry.wholeMs = nowMs;
        entry.told = told;
      }
      return !isSame;
    },
    forget(middle) {
      for (const date of toForget([...entries.keys()], middle)) entries.delete(date);
    },
  };
}

/** A day that is over and asked for again is the same for the most part: nothing is drawn then. */
function isTheSame(before: Timeline | undefined, told: Timeline): boolean {
  return told.now_ms === null && JSON.stringify(before) === JSON.stringify(told);
}
