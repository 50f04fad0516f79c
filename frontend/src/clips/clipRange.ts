// The stretch that is to become a clip: how its edges move, and what is wrong with it. Pure.

import type { Selection } from "../app/address";
import type { Stretch } from "../player";

/** The server cuts no longer ones. */
export const LONGEST_MS = 6 * 3_600_000;
/** Edges that are moved step by step stay so far apart. */
export const SHORTEST_MS = 40;

export type Edge = "in" | "out";

export type RangeProblem = "incomplete" | "order" | "too_long" | "future";

export interface CheckedRange {
  /** Null while there is none: an edge is missing, or they stand the wrong way round. */
  range: Stretch | null;
  problem: RangeProblem | null;
}

/** Moves an edge, and stops it short of the other one. */
export function movedEdge(selection: Selection, edge: Edge, byMs: number): Selection {
  const { inMs, outMs } = selection;
  if (edge === "in") {
    if (inMs === null) return selection;
    const most = outMs === null ? Infinity : Math.max(inMs, outMs - SHORTEST_MS);
    return { inMs: Math.min(inMs + byMs, most), outMs };
  }
  if (outMs === null) return selection;
  const least = inMs === null ? -Infinity : Math.min(outMs, inMs + SHORTEST_MS);
  return { inMs, outMs: Math.max(outMs + byMs, least) };
}

export function checkRange({ inMs, outMs }: Selection, nowMs: number): CheckedRange {
  if (inMs === null || outMs === null) return { range: null, problem: "incomplete" };
  if (outMs <= inMs) return { range: null, problem: "order" };
  const range = { startMs: inMs, endMs: outMs };
  if (outMs - inMs > LONGEST_MS) return { range, problem: "too_long" };
  return { range, problem: outMs > nowMs ? "future" : null };
}

/** What is known of a day of recording: its gaps in order, epoch milliseconds. */
export interface KnownDay {
  startMs: number;
  lengthMs: number;
  gaps: readonly (Stretch & { reason: number })[];
}

export interface Missing {
  /** Of the range, in order; those that touch are one. */
  gaps: readonly Stretch[];
  lengthMs: number;
  /** Whether all days of the range are known; else there may be more of it. */
  isKnown: boolean;
}

const NOT_KNOWN_YET = -1;

/** Which parts of the range have no footage. */
export function missingIn(range: Stretch, dayAt: (atMs: number) => KnownDay | undefined): Missing {
  const gaps: Stretch[] = [];
  let isKnown = true;
  let atMs = range.startMs;
  while (atMs < range.endMs) {
    const day = dayAt(atMs);
    if (!day) return { gaps, lengthMs: lengthOf(gaps), isKnown: false };
    for (const gap of day.gaps) {
      const startMs = Math.max(gap.startMs, atMs);
      const endMs = Math.min(gap.endMs, range.endMs, day.startMs + day.lengthMs);
      if (endMs <= startMs) continue;
      if (gap.reason === NOT_KNOWN_YET) isKnown = false;
      else addTo(gaps, { startMs, endMs });
    }
    atMs = Math.max(day.startMs + day.lengthMs, atMs + 1);
  }
  return { gaps, lengthMs: lengthOf(gaps), isKnown };
}

function addTo(gaps: Stretch[], gap: Stretch): void {
  const last = gaps.at(-1);
  if (last && last.endMs >= gap.startMs) last.endMs = Math.max(last.endMs, gap.endMs);
  else gaps.push(gap);
}

function lengthOf(gaps: readonly Stretch[]): number {
  return gaps.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
}

/** About so many bytes has a clip of so much footage, as the files around it weigh; null: unknown. */
export function estimatedBytes(
  files: readonly { file_size: number; duration_seconds: number }[],
  recordedMs: number,
): number | null {
  const seconds = files.reduce((sum, file) => sum + file.duration_seconds, 0);
  const bytes = files.reduce((sum, file) => sum + file.file_size, 0);
  return seconds > 0 && bytes > 0 ? (bytes / seconds / 1000) * recordedMs : null;
}
