// When the nightly run comes, and what of a day is kept from it. Pure.

import type { components } from "../api/schema";
import { dateOf, daysBetween } from "../timeline/zone";

export type ExpiringDay = components["schemas"]["ExpiringDay"];

/** Of the run's day as seen from now: the nightly run is mostly tomorrow's, after midnight today's. */
export function nightOf(
  runsAtMs: number,
  nowMs: number,
  zone: string,
): "today" | "tomorrow" | "later" {
  const later = daysBetween(dateOf(nowMs, zone), dateOf(runsAtMs, zone));
  if (later > 1) return "later";
  return later === 1 ? "tomorrow" : "today";
}

/** All of the city's day, and of the files that begin in it: what goes the night after, too. */
export function rangeToKeep(day: ExpiringDay): { start_time: string; end_time: string } {
  const earlier = Date.parse(day.start_time) < Date.parse(day.day_start_time);
  const later = Date.parse(day.end_time) > Date.parse(day.day_end_time);
  return {
    start_time: earlier ? day.start_time : day.day_start_time,
    end_time: later ? day.end_time : day.day_end_time,
  };
}

export function dayKey(day: ExpiringDay): string {
  return `${day.camera} ${day.date}`;
}
