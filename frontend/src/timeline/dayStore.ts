// What is recorded when, of one camera: the days that come in sight are asked for, and kept.

import { isSignedOut } from "../api/client";
import { serverMs } from "../app/serverClock";
import { createStore } from "../app/store";
import type { Stretch } from "../player/controls";
import type { Day, Gap } from "./day";
import { createAsker, type Fault } from "./dayAsker";
import { gapAround, isRecordedAt, nearGap, nearMarker } from "./gaps";
import type { ViewRange } from "./scale";
import { dateOf, zoneDaysIn } from "./zone";

export type { Day, Gap, GapReason } from "./day";

export interface DaySlot extends Stretch {
  date: string;
  /** Undefined while it is not known. */
  day: Day | undefined;
}

export interface DayStore {
  /** Counts up with each change: what is drawn is drawn anew. */
  get(): number;
  subscribe(listener: () => void): () => void;
  /** Sees to it that these days are asked for, nearest to the middle first. */
  want(range: { startMs: number; lengthMs: number }): void;
  /** Undefined while it is not known. */
  dayAt(atMs: number): Day | undefined;
  /** The days that a stretch touches, known or not, in order. */
  slotsIn(range: ViewRange): DaySlot[];
  /** What failed: null when nothing did. */
  fault(): Fault;
  isRecorded(atMs: number): boolean | undefined;
  /** One over midnight is one; undefined where it is recorded, or not known. */
  gapAt(atMs: number): Gap | undefined;
  /** Where footage begins again after the next gap (+1), or ended before the last one (-1): where
   * N/P with Shift lead. Null when the days that are known have none. */
  nearGap(atMs: number, direction: -1 | 1): number | null;
  nearMarker(atMs: number, direction: -1 | 1): number | null;
  /** The day once it is known; undefined when it could not be had. */
  load(date: string): Promise<Day | undefined>;
  /** Asks anew for what is in sight: a clip was cut, a hold set. */
  refresh(): void;
  /** Today's additions are asked for every few seconds until then. */
  destroy(): void;
}

export function createDayStore(
  cameraId: number,
  zone: string,
  clock: () => number = serverMs,
): DayStore {
  const version = createStore(0);
  const asker = createAsker(cameraId, zone, clock, () => version.set(version.get() + 1));
  // One who signs in again goes on where they were.
  const unsubscribe = isSignedOut.subscribe(() => {
    if (!isSignedOut.get()) asker.again();
  });
  const dayAt = (atMs: number) => asker.day(dateOf(atMs, zone));
  return {
    get: () => version.get(),
    subscribe: (listener) => version.subscribe(listener),
    want: (range) => asker.want(range),
    dayAt,
    slotsIn: ({ startMs, lengthMs }) =>
      zoneDaysIn(startMs, startMs + lengthMs, zone).map((slot) => ({
        ...slot,
        day: asker.day(slot.date),
      })),
    fault: () => asker.fault(),
    isRecorded: (atMs) => isRecordedAt(dayAt, atMs),
    gapAt: (atMs) => gapAround(dayAt, atMs, clock()),
    nearGap: (atMs, direction) => nearGap(dayAt, atMs, direction),
    nearMarker: (atMs, direction) => nearMarker(dayAt, atMs, direction),
    load: (date) => asker.load(date),
    refresh: () => asker.refresh(),
    destroy() {
      unsubscribe();
      asker.destroy();
    },
  };
}
