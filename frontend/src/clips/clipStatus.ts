// What a clip's row tells about its work. Pure.

import type { Clip } from "../api/types";

type Work = Pick<Clip, "status"> & { marked: { status: Clip["status"] } | null };

/** Whether something of it is being made, so that it is worth asking again. */
export function isUnderWay(clip: Work): boolean {
  return isWork(clip.status) || (clip.marked !== null && isWork(clip.marked.status));
}

export function isWork(status: Clip["status"]): boolean {
  return status === "pending" || status === "cutting";
}

export type News = "ready" | "failed" | "marked" | "marked_failed";

/** What came to its end between two looks, for a message to whoever asked for it. */
export function newsOf(before: Work | undefined, after: Work): News | null {
  if (!before || isWork(before.status)) return endOf(after.status);
  if (!before.marked || !isWork(before.marked.status) || !after.marked) return null;
  const end = endOf(after.marked.status);
  return end && (end === "ready" ? "marked" : "marked_failed");
}

function endOf(status: Clip["status"]): "ready" | "failed" | null {
  return status === "ready" || status === "failed" ? status : null;
}

export const LOOK_EACH_MS = 1_000;

/** How long to wait before the next look, after so many in a row that got no answer. */
export function nextLookMs(failures: number): number {
  return Math.min(LOOK_EACH_MS * 2 ** failures, 15_000);
}

/** Total length of what was not recorded of it. */
export function gapsMs(gaps: Clip["gaps"]): number {
  return gaps.reduce(
    (sum, { start_time, end_time }) => sum + Date.parse(end_time) - Date.parse(start_time),
    0,
  );
}

/** Its length as cut, or as asked for while it is not. */
export function lengthMs(clip: Pick<Clip, "duration_seconds" | "start_time" | "end_time">): number {
  if (clip.duration_seconds !== null) return clip.duration_seconds * 1000;
  return Date.parse(clip.end_time) - Date.parse(clip.start_time);
}
