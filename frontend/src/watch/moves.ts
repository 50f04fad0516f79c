// Where the commands that move lead to. Pure: the clock is given.

/** A plate is opened this long before it, so that the car is seen to come. */
const PLATE_LEAD_MS = 3_000;

/** The picture is of the frame that was there already: from a plate on, the next one is farther. */
const FRAME_MS = 200;

/** So near to now there is no recording yet: live is what is meant. */
const NEARLY_NOW_MS = 3_000;

/** How far playing may have gone on from a plate for "previous" still to mean the one before. */
const GRACE_MS = 2_000;

/** Null: live. */
export function movedBy(wallMs: number, byMs: number, nowMs: number): number | null {
  const atMs = wallMs + byMs;
  return byMs > 0 && atMs > nowMs - NEARLY_NOW_MS ? null : atMs;
}

interface Plates {
  isRecorded(atMs: number): boolean | undefined;
  nearMarker(atMs: number, direction: -1 | 1): number | null;
}

/** Where a plate is opened: at itself when nothing is recorded before it. */
export function plateStart(plates: Pick<Plates, "isRecorded">, plateMs: number): number {
  const startMs = plateMs - PLATE_LEAD_MS;
  return plates.isRecorded(startMs) === false ? plateMs : startMs;
}

/** Where the next or previous plate is opened, when the picture is that of `wallMs`; null: nowhere. */
export function plateBeside(
  plates: Plates,
  wallMs: number,
  direction: -1 | 1,
  isPaused: boolean,
): number | null {
  const leastMs = direction === 1 ? FRAME_MS : isPaused ? 0 : GRACE_MS;
  // Before a plate it is opened already; a day that is still to come has none.
  const first = direction === 1 ? null : plates.nearMarker(wallMs + PLATE_LEAD_MS, direction);
  let plateMs = first ?? plates.nearMarker(wallMs, direction);
  while (plateMs !== null) {
    const startMs = plateStart(plates, plateMs);
    if ((startMs - wallMs) * direction > leastMs) return startMs;
    plateMs = plates.nearMarker(plateMs, direction);
  }
  return null;
}

/** Whole milliseconds that still lie in the frame which begins there. */
export function wholeMs(wallMs: number): number {
  return Math.ceil(wallMs - 0.001);
}

export interface Seen {
  wallMs: number;
  /** By a clock that only goes forward. */
  clockMs: number;
}

/** Whether the time that is shown has leapt rather than gone on. */
export function isLeap(before: Seen, after: Seen, rate: number): boolean {
  const passedMs = after.clockMs - before.clockMs;
  const movedMs = after.wallMs - before.wallMs;
  const playedMs = passedMs * rate;
  return Math.abs(movedMs - playedMs) > 500 + Math.abs(rate) * 500;
}
