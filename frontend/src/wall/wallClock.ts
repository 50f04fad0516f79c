// The one clock of several cameras, and what keeps each of them at it. Pure: the time is given.
//
// The clock runs by the computer's own, so that a camera that waits for data holds up no other.
// A camera that is off it by little plays a little faster or slower; by more, its moment is opened.

import type { PlayerState } from "../player";

/** A clock that stands, or runs at a rate, as it was set at `setAt` (of a clock that only goes on). */
export interface Clock {
  baseMs: number;
  setAt: number;
  rate: number;
  isRunning: boolean;
}

export function clockAt({ baseMs, setAt, rate, isRunning }: Clock, now: number): number {
  return isRunning ? baseMs + (now - setAt) * rate : baseMs;
}

/** The same moment, from now on at another rate, or standing, or at another moment. */
export function clockSet(clock: Clock, now: number, change: Partial<Omit<Clock, "setAt">>): Clock {
  return { ...clock, baseMs: clockAt(clock, now), ...change, setAt: now };
}

/** What is known of a camera's player. */
export interface Follower {
  state: PlayerState;
  /** Null while it has no picture. */
  wallMs: number | null;
  /** How far it is ahead of the clock, as its last frames came; behind: below 0. */
  driftMs: number;
  isPaused: boolean;
  rate: number;
  /** Since it was last told to open a moment. */
  sinceOpenMs: number;
  /** How long opening took it of late. */
  openingMs: number;
  /** Where nothing is recorded now: until when; null when nothing comes after. */
  gap: { endMs: number | null } | null;
}

export type Order =
  | { kind: "nothing" }
  | { kind: "play"; rate: number }
  | { kind: "pause" }
  | { kind: "rate"; rate: number }
  /** `isPaused`: it waits there until the clock comes. */
  | { kind: "open"; atMs: number; isPaused: boolean };

/** Off by less is well: a frame, at 25 a second. */
const NEAR_MS = 40;
/** Playing faster or slower ends when it is this near. */
const THERE_MS = 12;
const FAR_MS = 1_000;
const NUDGE = 0.05;
const PUSH = 0.15;
const PUSHED_FROM_MS = 250;
/** The end of a gap is opened so long before the clock is there. */
const BEFORE_GAP_ENDS_MS = 1_500;
const AGAIN_AFTER_MS = 2_000;
const LONGEST_OPENING_MS = 6_000;

const NOTHING: Order = { kind: "nothing" };
/** States in which opening a moment changes nothing: it waits, or it never will. */
const HELPLESS: readonly PlayerState[] = [
  ...(["codec", "browser", "missing", "signed_out", "broken", "network", "live"] as const),
];

export function orderFor(clock: Clock, now: number, follower: Follower): Order {
  if (HELPLESS.includes(follower.state)) return NOTHING;
  const atMs = clockAt(clock, now);
  if (follower.gap) return inGap(clock, atMs, follower, follower.gap.endMs);
  if (isOpening(follower)) return NOTHING;
  if (isElsewhere(clock, follower)) {
    if (follower.sinceOpenMs < AGAIN_AFTER_MS) return NOTHING;
    const aheadMs = clock.isRunning ? follower.openingMs * clock.rate : 0;
    return { kind: "open", atMs: atMs + aheadMs, isPaused: !clock.isRunning };
  }
  if (!clock.isRunning) return follower.isPaused ? NOTHING : { kind: "pause" };
  if (follower.isPaused) {
    const isEarly = follower.driftMs > NEAR_MS;
    return isEarly ? NOTHING : { kind: "play", rate: clock.rate };
  }
  const rate = nudged(clock.rate, follower);
  return rate === follower.rate ? NOTHING : { kind: "rate", rate };
}

/** It waits at the gap's end, so that it goes on with the first frame there is. */
function inGap(clock: Clock, atMs: number, follower: Follower, endMs: number | null): Order {
  const isSoon = endMs !== null && endMs - atMs <= BEFORE_GAP_ENDS_MS * clock.rate;
  if (!clock.isRunning || !isSoon) return follower.isPaused ? NOTHING : { kind: "pause" };
  const isThere = follower.wallMs !== null && Math.abs(follower.wallMs - endMs) < FAR_MS;
  if ((isThere && follower.isPaused) || isOpening(follower)) return NOTHING;
  return { kind: "open", atMs: endMs, isPaused: true };
}

function isOpening({ state, sinceOpenMs }: Follower): boolean {
  return state === "loading" && sinceOpenMs < LONGEST_OPENING_MS;
}

function isElsewhere({ rate }: Clock, { state, wallMs, driftMs }: Follower): boolean {
  if (wallMs === null || state === "idle" || state === "gap" || state === "end") return true;
  return Math.abs(driftMs) > FAR_MS * Math.max(1, rate);
}

/** The rate that brings it nearer; the clock's own once it is there. */
function nudged(rate: number, { driftMs, rate: own }: Follower): number {
  const scale = Math.max(1, rate);
  const offMs = Math.abs(driftMs) / scale;
  const isNudged = own !== rate;
  if (offMs <= (isNudged ? THERE_MS : NEAR_MS)) return rate;
  const by = offMs > PUSHED_FROM_MS ? PUSH : NUDGE;
  return rate * (driftMs > 0 ? 1 - by : 1 + by);
}

/** Whether it shows what it was told to, or cannot: nobody waits for it any more. */
export function isSettled({ state, gap }: Pick<Follower, "state" | "gap">): boolean {
  return gap !== null || (state !== "loading" && state !== "idle");
}

const SAMPLES = 7;

/** How far off the last frames were: their median, since single ones come early or late. */
export interface Drift {
  add(driftMs: number): void;
  get(): number;
  clear(): void;
}

export function createDrift(): Drift {
  let samples: number[] = [];
  return {
    add(driftMs) {
      samples.push(driftMs);
      if (samples.length > SAMPLES) samples.shift();
    },
    get() {
      const sorted = [...samples].sort((one, other) => one - other);
      return sorted[sorted.length >> 1] ?? 0;
    },
    clear() {
      samples = [];
    },
  };
}
