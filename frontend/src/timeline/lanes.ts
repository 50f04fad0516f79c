// Where things lie on the timeline, from top to bottom, in CSS pixels; and what lies under a pointer.
// Pure.

export interface Lane {
  top: number;
  height: number;
}

/** Plates have one of their own: on the recorded band their colour could not be told. */
export const PLATES: Lane = { top: 2, height: 18 };
export const BAND: Lane = { top: 22, height: 34 };
export const BUFFER: Lane = { top: 57, height: 3 };
export const CLIPS: Lane = { top: 62, height: 6 };
export const HOLDS: Lane = { top: 70, height: 6 };
export const TRACK_HEIGHT = 78;
/** Above the lanes, which count from below it. */
export const RULER_HEIGHT = 40;

export type LaneName = "plates" | "band" | "clips" | "holds";

/** A little more than is drawn: thin lanes are hard to hit. */
export function laneAt(y: number): LaneName {
  if (y < PLATES.top + PLATES.height + 1) return "plates";
  if (y < CLIPS.top - 2) return "band";
  return y < HOLDS.top - 1 ? "clips" : "holds";
}

/** Whether the pointer has the play head: it may be a little beside it, a finger more. */
export function isOnHead(x: number, headX: number, isCoarse: boolean): boolean {
  return Math.abs(x - headX) <= (isCoarse ? 22 : 12);
}

/** How a gap is drawn: by why it is one. */
export type GapLook = "fault" | "off" | "gone" | "none";

export function gapLook(reason: number): GapLook {
  if (reason === 1 || reason === 3 || reason === 5) return "fault";
  if (reason === 2) return "off";
  return reason === 4 || reason === 6 ? "gone" : "none";
}
