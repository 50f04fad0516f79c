// What the player says of itself, and what changes it. Pure.

import type { Nearest } from "./clockMap";
import type { PlayerSnapshot, PlayerState, Stretch } from "./controls";
import { hasSound } from "./codecs";

/** Ends what was asked for: it is not tried again by itself. */
export type Failure = Extract<
  PlayerState,
  "gap" | "end" | "codec" | "browser" | "signed_out" | "missing" | "broken"
>;

export interface Situation extends Omit<PlayerSnapshot, "state" | "wallMs" | "hasSound"> {
  isAsked: boolean;
  failure: Failure | null;
  /** The moment whose frame is not on the screen yet; null for none. */
  wantedMs: number | null;
  /** The moment of the frame that is. */
  paintedMs: number | null;
  isOpening: boolean;
  /** The buffer has run dry. */
  isStalled: boolean;
  /** The server does not answer. */
  isAway: boolean;
}

export type Facts = Pick<
  Situation,
  | "isAway"
  | "isStalled"
  | "isPaused"
  | "codecs"
  | "buffered"
  | "rate"
  | "volume"
  | "isMuted"
  | "loop"
>;

export type PlayerEvent =
  /** `isQuiet`: the next round of a loop, a step: nothing that one waits for. */
  | { kind: "asked"; atMs: number | null; isQuiet?: boolean }
  | { kind: "scrubbed"; atMs: number }
  | { kind: "painted"; wallMs: number | null }
  | { kind: "arrived" }
  | { kind: "failed"; failure: Failure; nearest?: Nearest | undefined }
  /** What holds by itself, and leads to nothing else. */
  | { kind: "told"; of: Partial<Facts> };

const NOWHERE: Nearest = { beforeMs: null, afterMs: null };

export function situationAtFirst(volume: number, isMuted: boolean): Situation {
  return {
    isAsked: false,
    failure: null,
    wantedMs: null,
    paintedMs: null,
    isOpening: false,
    isStalled: false,
    isAway: false,
    isPaused: true,
    isLive: false,
    rate: 1,
    volume,
    isMuted,
    codecs: "",
    nearest: NOWHERE,
    buffered: [],
    loop: null,
  };
}

export function after(now: Situation, event: PlayerEvent): Situation {
  switch (event.kind) {
    case "asked":
      return asked(now, event.atMs, event.isQuiet ?? false);
    case "scrubbed":
      return { ...now, wantedMs: event.atMs, isLive: false, isOpening: false, failure: null };
    case "painted":
      return { ...now, paintedMs: event.wallMs, isStalled: false };
    case "arrived":
      return arrived(now);
    case "failed":
      return failed(now, event.failure, event.nearest ?? NOWHERE);
    case "told":
      return { ...now, ...event.of, buffered: changed(now.buffered, event.of.buffered) };
  }
}

function asked(now: Situation, atMs: number | null, isQuiet: boolean): Situation {
  return {
    ...now,
    isAsked: true,
    failure: null,
    nearest: NOWHERE,
    wantedMs: atMs,
    isOpening: !isQuiet,
    isStalled: false,
    isLive: atMs === null,
  };
}

function arrived(now: Situation): Situation {
  const settled = { wantedMs: null, isOpening: false, isStalled: false };
  return { ...now, ...settled, failure: null, nearest: NOWHERE };
}

function failed(now: Situation, failure: Failure, nearest: Nearest): Situation {
  return { ...now, failure, nearest, isOpening: false, isStalled: false, isAway: false };
}

export function stateOf(now: Situation): PlayerState {
  if (now.failure) return now.failure;
  if (now.isAway) return "network";
  if (!now.isAsked) return "idle";
  if (now.isOpening) return "loading";
  if (now.isPaused) return "paused";
  if (now.isStalled) return "loading";
  return now.isLive ? "live" : "playing";
}

/** The loop from what is recorded in it on, when a gap was found where it begins; else null. */
export function loopAfterGap({ failure, wantedMs, loop, nearest }: Situation): Stretch | null {
  if (failure !== "gap" || !loop || wantedMs !== loop.startMs) return null;
  const { afterMs } = nearest;
  return afterMs !== null && afterMs < loop.endMs ? { ...loop, startMs: afterMs } : null;
}

/** The same object as before when it says the same, so that nobody draws in vain. */
export function snapshotOf(now: Situation, before: PlayerSnapshot | null): PlayerSnapshot {
  const told: PlayerSnapshot = {
    state: stateOf(now),
    wallMs: now.wantedMs ?? now.paintedMs,
    isPaused: now.isPaused,
    isLive: now.isLive,
    rate: now.rate,
    volume: now.volume,
    isMuted: now.isMuted,
    hasSound: hasSound(now.codecs),
    codecs: now.codecs,
    nearest: now.nearest,
    buffered: now.buffered,
    loop: now.loop,
  };
  return before !== null && isSame(told, before) ? before : told;
}

function isSame(one: PlayerSnapshot, other: PlayerSnapshot): boolean {
  const others = new Map<string, unknown>(Object.entries(other));
  return Object.entries(one).every(([name, value]) => Object.is(value, others.get(name)));
}

/** The same list as before when its stretches are. */
function changed(
  one: readonly Stretch[],
  other: readonly Stretch[] | undefined = one,
): readonly Stretch[] {
  const isSameList =
    one.length === other.length &&
    one.every(({ startMs, endMs }, at) => {
      const twin = other[at];
      return startMs === twin?.startMs && endMs === twin.endMs;
    });
  return isSameList ? one : other;
}
