import type { Timeline } from "../api/types";
import type { Stretch } from "../player/controls";

/** 0 none, 1 camera offline, 2 disabled, 3 recorder or server down, 4 expired, 5 disk, 6 outside
 * the plan; -1 not known yet, -2 in the future. */
export type GapReason = -2 | -1 | 0 | 1 | 2 | 3 | 4 | 5 | 6;

export const UNKNOWN: GapReason = -1;
export const FUTURE: GapReason = -2;

export interface Gap extends Stretch {
  reason: GapReason;
}

export interface NamedStretch extends Stretch {
  id: number;
}

/** Sorted, half-open, not touching. */
export interface Spans {
  starts: Float64Array;
  ends: Float64Array;
}

/** 0 plate, 1 watch-list plate, 2 other. */
export interface Markers {
  at: Float64Array;
  kinds: Uint8Array;
}

/** A day of the camera's city, as asked for: epoch milliseconds throughout, sorted. */
export interface Day {
  date: string; // 2026-11-20
  startMs: number;
  lengthMs: number; // 23, 24 or 25 hours
  spans: Spans;
  gaps: readonly Gap[];
  markers: Markers;
  clips: readonly NamedStretch[];
  holds: readonly NamedStretch[];
  retention: Timeline["retention"];
}
