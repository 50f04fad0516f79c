// What the timeline says of a moment, and where a day is opened. Pure.

import { spanAt } from "./coverage";
import type { Day, Gap, GapReason } from "./day";
import { BEFORE_END_MS } from "./gaps";
import type { ViewRange } from "./scale";
import { lowerBound, valueAt } from "./sorted";
import { UNKNOWN } from "./day";

export type Told =
  { kind: "recorded" } | { kind: "unknown" } | { kind: "gap"; reason: GapReason; gap: Gap };

interface Known {
  isRecorded(atMs: number): boolean | undefined;
  gapAt(atMs: number): Gap | undefined;
}

export function toldOf(days: Known, atMs: number): Told {
  const gap = days.gapAt(atMs);
  if (gap) return { kind: "gap", reason: gap.reason, gap };
  return days.isRecorded(atMs) === true ? { kind: "recorded" } : { kind: "unknown" };
}

/** As `data-gap-reason` has it: empty where it is recorded. */
export function reasonName(told: Told): string {
  if (told.kind === "recorded") return "";
  return String(told.kind === "gap" ? told.reason : UNKNOWN);
}

/** A view of more than this is no view of one day. */
const ONE_DAY_MS = 40 * 3_600_000;

/** The day in the middle of the view, when nothing of it is recorded; else null. */
export function emptyDayIn(
  range: ViewRange,
  dayAt: (atMs: number) => Pick<Day, "date" | "spans"> | undefined,
  nowMs: number,
) {
  if (range.lengthMs > ONE_DAY_MS) return null;
  const day = dayAt(Math.min(range.startMs + range.lengthMs / 2, nowMs));
  return day?.spans.starts.length === 0 ? day.date : null;
}

/** The moment itself where it is recorded, else the nearest of the day that is; null for none. */
export function footageNear({ spans }: Day, atMs: number): number | null {
  if (spanAt(spans, atMs) >= 0) return atMs;
  const after = lowerBound(spans.starts, atMs);
  const start = after < spans.starts.length ? valueAt(spans.starts, after) : null;
  if (after === 0) return start;
  const before = after - 1;
  const end = Math.max(valueAt(spans.starts, before), valueAt(spans.ends, before) - BEFORE_END_MS);
  return start !== null && start - atMs < atMs - end ? start : end;
}
