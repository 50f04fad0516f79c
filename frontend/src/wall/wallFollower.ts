// One camera of several, and how it is held at the clock.

import type { Player } from "../player";
import type { DayStore } from "../timeline/dayStore";
import { clockAt, createDrift, isSettled, orderFor, type Clock, type Follower } from "./wallClock";

export interface WallFollower {
  /** Of the picture while live; null for none. */
  wallMs(): number | null;
  /** Shows that moment, and waits there. */
  stand(atMs: number, now: number): void;
  scrub(atMs: number): void;
  start(clock: Clock, now: number): void;
  pause(): void;
  live(): void;
  keepUp(clock: Clock, now: number): void;
  /** Whether it shows its frame, or has none to show. */
  hasArrived(clock: Clock): boolean;
  end(): void;
}

const USUAL_OPENING_MS = 300;
/** A gap that ends nearly now has no end: nothing was recorded since. */
const NEARLY_NOW_MS = 1_000;

export function createFollower(
  player: Player,
  days: () => DayStore | undefined,
  clockNow: () => Clock,
): WallFollower {
  const drift = createDrift();
  let openedAt = -Infinity;
  let openingMs = USUAL_OPENING_MS;
  let isOpening = false;
  let lastMs: number | null = null;

  const unsubscribe = player.subscribe(() => {
    const { state, wallMs } = player.get();
    const now = performance.now();
    if (isOpening && state !== "loading") {
      isOpening = false;
      openingMs = (openingMs + Math.min(now - openedAt, 2_000)) / 2;
      drift.clear();
    }
    if (state === "playing" && wallMs !== null && wallMs !== lastMs) {
      drift.add(wallMs - clockAt(clockNow(), now));
    }
    lastMs = wallMs;
  });

  function open(atMs: number, now: number) {
    openedAt = now;
    isOpening = true;
    drift.clear();
    player.open(atMs);
  }

  function gapAt(atMs: number): Follower["gap"] {
    const known = days();
    const gap = known?.gapAt(atMs);
    if (gap && gap.reason !== -1) {
      return { endMs: gap.endMs < Date.now() - NEARLY_NOW_MS ? gap.endMs : null };
    }
    const { state, nearest } = player.get();
    const isToldByPlayer = state === "gap" && known?.isRecorded(atMs) !== true;
    return isToldByPlayer ? { endMs: nearest.afterMs } : null;
  }

  function known(clock: Clock, now: number): Follower {
    const { state, wallMs, isPaused, rate } = player.get();
    const atMs = clockAt(clock, now);
    const apartMs = wallMs === null ? 0 : wallMs - atMs;
    return {
      state,
      wallMs,
      driftMs: state === "playing" ? drift.get() : apartMs,
      isPaused,
      rate,
      sinceOpenMs: now - openedAt,
      openingMs,
      gap: gapAt(atMs),
    };
  }

  function play(rate: number) {
    if (player.get().rate !== rate) player.setRate(rate);
    drift.clear();
    player.play();
  }

  return {
    wallMs() {
      const { state, wallMs } = player.get();
      return state === "live" || state === "paused" ? wallMs : null;
    },
    stand(atMs, now) {
      player.pause();
      if (!gapAt(atMs)) open(atMs, now);
    },
    scrub(atMs) {
      player.pause();
      player.scrub(atMs);
    },
    start(clock, now) {
      const { gap, state } = known(clock, now);
      if (!gap && state === "paused") play(clock.rate);
    },
    pause: () => player.pause(),
    live() {
      player.setRate(1);
      player.live();
      player.play();
    },
    keepUp(clock, now) {
      const order = orderFor(clock, now, known(clock, now));
      switch (order.kind) {
        case "play":
          play(order.rate);
          break;
        case "pause":
          player.pause();
          break;
        case "rate":
          player.setRate(order.rate);
          break;
        case "open":
          if (order.isPaused) player.pause();
          else player.play();
          open(order.atMs, now);
          break;
        case "nothing":
          break;
      }
    },
    hasArrived: (clock) => isSettled({ state: player.get().state, gap: gapAt(clock.baseMs) }),
    end: unsubscribe,
  };
}
