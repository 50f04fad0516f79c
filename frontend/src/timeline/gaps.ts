// Gaps over several days: one that goes on over midnight is one, and nothing is missing yet of what
// is still to come. Pure.

import { gapOfDayAt, spanAt } from "./coverage";
import { FUTURE, UNKNOWN, type Day, type Gap } from "./day";
import { lowerBound, valueAt } from "./sorted";

/** The newest fragment is this far behind now, and what tells of it as well. */
export const EDGE_MS = 20_000;
/** Shorter ones are joints of files: nobody wants to be led to them. */
const SHORTEST_MS = 500;

type DayAt = (atMs: number) => Day | undefined;

const endOf = (day: Day) => day.startMs + day.lengthMs;

/** Undefined where it is recorded, or nothing is known of the day. */
export function gapAround(dayAt: DayAt, atMs: number, nowMs: number): Gap | undefined {
  if (atMs >= nowMs) return { startMs: nowMs, endMs: Infinity, reason: FUTURE };
  const day = dayAt(atMs);
  const found = day && gapOfDayAt(day.gaps, atMs);
  if (!found) return undefined;
  const startMs = startAcrossDays(dayAt, found);
  const endMs = Math.min(endAcrossDays(dayAt, found), nowMs);
  const isEdge = endMs === nowMs && nowMs - startMs < EDGE_MS && found.reason === 0;
  return { startMs, endMs, reason: isEdge ? UNKNOWN : found.reason };
}

function startAcrossDays(dayAt: DayAt, gap: Gap): number {
  let { startMs } = gap;
  for (let day = dayAt(startMs); day?.startMs === startMs;) {
    day = dayAt(startMs - 1);
    const before = day && gapOfDayAt(day.gaps, startMs - 1);
    if (before?.reason !== gap.reason) break;
    startMs = before.startMs;
  }
  return startMs;
}

function endAcrossDays(dayAt: DayAt, gap: Gap): number {
  let { endMs } = gap;
  for (let day = dayAt(endMs); day?.startMs === endMs; day = dayAt(endMs)) {
    const after = gapOfDayAt(day.gaps, endMs);
    if (after?.reason !== gap.reason) break;
    endMs = after.endMs;
  }
  return endMs;
}

export function isRecordedAt(dayAt: DayAt, atMs: number): boolean | undefined {
  const day = dayAt(atMs);
  return day && spanAt(day.spans, atMs) >= 0;
}

/**
 * Where the footage begins again after the next gap (1), or ends before the last one (-1): a moment
 * that can be played. Null when the days that are known have none.
 */
export function nearGap(dayAt: DayAt, atMs: number, direction: -1 | 1): number | null {
  return direction === 1 ? footageAfterGap(dayAt, atMs) : footageBeforeGap(dayAt, atMs);
}

function footageAfterGap(dayAt: DayAt, atMs: number): number | null {
  let endBefore = isRecordedAt(dayAt, atMs) === true ? Infinity : -Infinity;
  for (let day = dayAt(atMs); day; day = dayAt(endOf(day))) {
    const { starts, ends } = day.spans;
    for (let place = lowerBound(ends, atMs + 1); place < starts.length; place++) {
      const start = valueAt(starts, place);
      if (start > atMs && start - endBefore >= SHORTEST_MS) return start;
      endBefore = valueAt(ends, place);
    }
  }
  return null;
}

/** So long before its end footage is opened, so that a picture of it is shown and not what follows. */
export const BEFORE_END_MS = 1_000;

function footageBeforeGap(dayAt: DayAt, atMs: number): number | null {
  let startAfter = isRecordedAt(dayAt, atMs) === true ? -Infinity : Infinity;
  for (let day = dayAt(atMs); day; day = dayAt(day.startMs - 1)) {
    const { starts, ends } = day.spans;
    for (let place = lowerBound(starts, atMs + 1) - 1; place >= 0; place--) {
      const [start, end] = [valueAt(starts, place), valueAt(ends, place)];
      const shown = Math.max(start, end - BEFORE_END_MS);
      if (shown < atMs && startAfter - end >= SHORTEST_MS) return shown;
      startAfter = start;
    }
  }
  return null;
}

/** The next marker (1) or the one before (-1) of the days that are known. */
export function nearMarker(dayAt: DayAt, atMs: number, direction: -1 | 1): number | null {
  for (let day = dayAt(atMs); day; day = dayAt(direction === 1 ? endOf(day) : day.startMs - 1)) {
    const { at } = day.markers;
    const place = direction === 1 ? lowerBound(at, atMs + 1) : lowerBound(at, atMs) - 1;
    const found = at[place];
    if (found !== undefined) return found;
  }
  return null;
}
