// Which window is asked for, and where in it the picture is. Pure.

import {
  borderAt,
  endPosition,
  endsOf,
  momentsAround,
  positionAt,
  type ClockMap,
  type Nearest,
} from "./clockMap";

/**
 * What is to be shown. "on": what comes after the window that ended at `fromMs`; "back": what lies
 * before the one that began there; over gaps of any length. `isFar`: not within an hour.
 */
export type Wish =
  | { kind: "live" }
  | { kind: "at"; atMs: number }
  | { kind: "on" | "back"; fromMs: number; isFar: boolean };

/** A window is an hour on either side: this far off begins the next one. */
const FAR_MS = 7_200_000;
/** What was recorded just now cannot be played yet: what comes before it is shown instead. */
const FRESH_MS = 30_000;
/** A list grows by seconds at a time: nearer to its end playing would stand still. */
const EDGE_S = 3;
const INSIDE_S = 0.002;

export function urlOf(camera: number, wish: Wish): string {
  const folder = `/api/playback/cameras/${camera}`;
  if (wish.kind === "live") return `${folder}/live.m3u8`;
  const atMs = wish.kind === "at" ? wish.atMs : wish.fromMs + farMs(wish);
  return `${folder}/index.m3u8?at=${encodeURIComponent(new Date(atMs).toISOString())}`;
}

/** The moment that is wanted; null of live. */
export function momentOf(wish: Wish): number | null {
  if (wish.kind === "live") return null;
  return wish.kind === "at" ? wish.atMs : wish.fromMs;
}

function farMs({ kind, isFar }: { kind: "on" | "back"; isFar: boolean }): number {
  if (!isFar) return 0;
  return kind === "on" ? FAR_MS : -FAR_MS;
}

/** The media time of it in that window; null where the window does not have it. */
export function placeOf(map: ClockMap, wish: Wish, isGrowing: boolean): number | null {
  switch (wish.kind) {
    case "live":
      return null;
    case "at":
      return positionAt(map, wish.atMs) ?? (isGrowing ? freshest(map, wish.atMs) : null);
    case "on":
      return placeAfter(map, wish.fromMs);
    case "back":
      return placeBefore(map, wish.fromMs);
  }
}

function placeAfter(map: ClockMap, fromMs: number): number | null {
  const { afterMs } = momentsAround(map, fromMs);
  const next = afterMs === null ? null : positionAt(map, afterMs);
  return borderAt(map, fromMs) ?? positionAt(map, fromMs) ?? next;
}

function placeBefore(map: ClockMap, fromMs: number): number | null {
  const border = borderAt(map, fromMs);
  if (border !== null) return border > INSIDE_S ? border - INSIDE_S : null;
  const { beforeMs } = momentsAround(map, fromMs);
  return beforeMs === null ? null : positionAt(map, beforeMs - 1);
}

function freshest(map: ClockMap, atMs: number): number | null {
  const endMs = endsOf(map)?.endMs ?? -Infinity;
  const isFresh = atMs >= endMs && atMs - endMs < FRESH_MS;
  return isFresh ? Math.max(0, endPosition(map) - EDGE_S) : null;
}

/** Where to look when a window has nothing of it, or is none at all; null: nowhere. */
export function wishBeyond(wish: Wish, nearest: Nearest | null): Wish | null {
  if (wish.kind === "live" || wish.kind === "at") return null;
  if (nearest) {
    const atMs = wish.kind === "on" ? nearest.afterMs : nearest.beforeMs;
    // At its end itself nothing is recorded any more.
    return atMs === null ? null : { kind: "at", atMs: wish.kind === "on" ? atMs : atMs - 1 };
  }
  return wish.isFar ? null : { ...wish, isFar: true };
}
