// A month on a grid of weeks, and the nearest days that have footage. Pure.

import { addDays, daysBetween } from "./zone";

/** 2026-11 of 2026-11-20. */
export function monthOf(date: string): string {
  return date.slice(0, 7);
}

export function addMonths(month: string, by: number): string {
  const [year = 0, number = 0] = month.split("-").map(Number);
  const months = year * 12 + number - 1 + by;
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, "0")}`;
}

export function lastOf(month: string): string {
  return addDays(`${addMonths(month, 1)}-01`, -1);
}

/** Weeks from Sunday to Saturday; null where another month is. */
export function weeksOf(month: string): (string | null)[][] {
  const first = `${month}-01`;
  const before = new Date(`${first}T00:00Z`).getUTCDay();
  const count = daysBetween(first, lastOf(month)) + 1;
  const cells = Array.from({ length: Math.ceil((before + count) / 7) * 7 }, (_, place) =>
    place < before || place >= before + count ? null : addDays(first, place - before),
  );
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}

/** Where a key of the calendar leads; undefined for others. */
export function dateByKey(date: string, key: string): string | undefined {
  const days: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
  const by = days[key];
  if (by !== undefined) return addDays(date, by);
  if (key === "Home") return `${monthOf(date)}-01`;
  if (key === "End") return lastOf(monthOf(date));
  if (key === "PageUp") return inMonth(date, addMonths(monthOf(date), -1));
  if (key === "PageDown") return inMonth(date, addMonths(monthOf(date), 1));
  return undefined;
}

/** The same day of another month, or its last. */
export function inMonth(date: string, month: string): string {
  const same = `${month}${date.slice(7)}`;
  return same > lastOf(month) ? lastOf(month) : same;
}

interface Covered {
  date: string;
  coverage_pct: number;
}

/** The last day before, and the first after, of which there is footage; null for none. */
export function nearestDays(
  days: readonly Covered[],
  date: string,
): { before: string | null; after: string | null } {
  const dates = days.flatMap((day) => (day.coverage_pct > 0 ? [day.date] : [])).sort();
  return {
    before: dates.findLast((other) => other < date) ?? null,
    after: dates.find((other) => other > date) ?? null,
  };
}

/** Of the days that have a date to go, the one that goes first. */
export function nextToGo<T extends { expires_at: string | null }>(days: readonly T[]): T | null {
  return days.reduce<T | null>((first, day) => {
    if (day.expires_at === null) return first;
    return first?.expires_at && first.expires_at <= day.expires_at ? first : day;
  }, null);
}

/** So long ago that the plan keeps nothing of it: the first of its days is today. */
export function isOutsidePlan(date: string, today: string, retentionDays: number): boolean {
  return date < addDays(today, 1 - retentionDays);
}
