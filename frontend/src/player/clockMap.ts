// Wall clock <-> media time, by the PROGRAM-DATE-TIME of a playlist's fragments. Pure.
//
// Media time is in seconds and has no gaps; the wall clock is in milliseconds and has.

import type { Stretch } from "./controls";

/** As hls.js has them, in order. */
export interface Fragment {
  start: number;
  duration: number;
  programDateTime: number | null;
}

/** A column each, so that a window of 7,200 fragments is searched without making anything. */
export interface ClockMap {
  readonly starts: Float64Array;
  readonly durations: Float64Array;
  readonly wallsMs: Float64Array;
}

/** What lies around a moment of which nothing is recorded; null for nothing. */
export interface Nearest {
  beforeMs: number | null;
  afterMs: number | null;
}

/** Files of one recording may lie a few frames apart, or overlap: that is no gap. */
export const NO_GAP_MS = 500;

export const EMPTY_MAP: ClockMap = clockMapOf([]);

/** Fragments that no clock is known of are left out. */
export function clockMapOf(fragments: readonly Fragment[]): ClockMap {
  const known = fragments.filter(({ programDateTime }) => programDateTime !== null);
  return {
    starts: Float64Array.from(known, ({ start }) => start),
    durations: Float64Array.from(known, ({ duration }) => duration),
    wallsMs: Float64Array.from(known, ({ programDateTime }) => Number(programDateTime)),
  };
}

/** Index of the last value that is not above; -1 for none. */
function lastUpTo(values: Float64Array, limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (valueAt(values, middle) <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function valueAt(values: Float64Array, index: number): number {
  return values[index] ?? NaN;
}

function wallEndMs(map: ClockMap, index: number): number {
  return valueAt(map.wallsMs, index) + valueAt(map.durations, index) * 1000;
}

/** The moment shown at a media time, or the nearest one; null of an empty map. */
export function wallAt(map: ClockMap, position: number): number | null {
  if (!map.starts.length) return null;
  const at = Math.max(0, lastUpTo(map.starts, position));
  const inside = Math.max(0, position - valueAt(map.starts, at));
  return valueAt(map.wallsMs, at) + Math.min(inside, valueAt(map.durations, at)) * 1000;
}

/** The media time that shows a moment; null where nothing is recorded. */
export function positionAt(map: ClockMap, wallMs: number): number | null {
  const at = lastUpTo(map.wallsMs, wallMs);
  if (at >= 0 && wallMs < wallEndMs(map, at)) {
    return valueAt(map.starts, at) + (wallMs - valueAt(map.wallsMs, at)) / 1000;
  }
  if (at + 1 >= map.starts.length) return null;
  const holeMs = valueAt(map.wallsMs, at + 1) - (at < 0 ? wallMs : wallEndMs(map, at));
  return holeMs < NO_GAP_MS ? valueAt(map.starts, at + 1) : null;
}

/** The recorded moments around one in a gap: the last before, the first after. */
export function momentsAround(map: ClockMap, wallMs: number): Nearest {
  const at = lastUpTo(map.wallsMs, wallMs);
  const hasAfter = at + 1 < map.starts.length;
  return {
    beforeMs: at < 0 ? null : Math.min(wallEndMs(map, at), wallMs),
    afterMs: hasAfter ? valueAt(map.wallsMs, at + 1) : null,
  };
}

/** The moment at which the map begins, and the one at which it ends; null of an empty one. */
export function endsOf(map: ClockMap): Stretch | null {
  const last = map.starts.length - 1;
  return last < 0 ? null : { startMs: valueAt(map.wallsMs, 0), endMs: wallEndMs(map, last) };
}

/** The media time at which it ends. */
export function endPosition(map: ClockMap): number {
  const last = map.starts.length - 1;
  return last < 0 ? 0 : valueAt(map.starts, last) + valueAt(map.durations, last);
}

/** The fragment that is shown at a media time; it begins with a key frame. */
export function fragmentAt(map: ClockMap, position: number): { start: number; duration: number } {
  if (!map.starts.length) return { start: 0, duration: 0 };
  const at = Math.max(0, lastUpTo(map.starts, position));
  return { start: valueAt(map.starts, at), duration: valueAt(map.durations, at) };
}

/**
 * Where the fragment begins whose moment is nearest, within the tolerance of a hole that is none:
 * a fragment bears the same moment in each playlist that has it. Null for none so near.
 */
export function borderAt(map: ClockMap, wallMs: number): number | null {
  const at = lastUpTo(map.wallsMs, wallMs);
  const apart = (index: number) => Math.abs(valueAt(map.wallsMs, index) - wallMs);
  const near = [at, at + 1].filter((index) => apart(index) < NO_GAP_MS);
  const best = near.sort((one, other) => apart(one) - apart(other))[0];
  return best === undefined ? null : valueAt(map.starts, best);
}

/** Ranges of media time as stretches of the wall clock, cut where a gap lies. */
export function stretchesOf(
  map: ClockMap,
  ranges: readonly (readonly [start: number, end: number])[],
): Stretch[] {
  const found: Stretch[] = [];
  for (const [start, end] of ranges) {
    for (let at = Math.max(0, lastUpTo(map.starts, start)); at < map.starts.length; at += 1) {
      const begins = valueAt(map.starts, at);
      if (begins >= end) break;
      const wallMs = valueAt(map.wallsMs, at);
      const startMs = wallMs + Math.max(0, start - begins) * 1000;
      const endMs = Math.min(wallEndMs(map, at), wallMs + (end - begins) * 1000);
      addStretch(found, startMs, endMs);
    }
  }
  return found;
}

function addStretch(found: Stretch[], startMs: number, endMs: number): void {
  if (endMs <= startMs) return;
  const last = found.at(-1);
  if (last && Math.abs(startMs - last.endMs) < NO_GAP_MS) last.endMs = endMs;
  else found.push({ startMs, endMs });
}
