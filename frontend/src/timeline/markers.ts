// Plates on their lane: one by one where there is room, with their count where there is not. Pure.

import type { Markers } from "./day";
import type { ViewRange } from "./scale";
import { lowerBound, valueAt } from "./sorted";

/** Narrower than this two are not told apart. */
export const NARROWEST_PX = 22;

export interface Bin {
  startMs: number;
  endMs: number;
  count: number;
  /** Of them, on a watch list. */
  watched: number;
  /** The first, and so the only one of a single one. */
  firstMs: number;
}

/** How long a bin is: steps of two, so that they stay where they are while one pans. */
export function binLength(range: ViewRange, widthPx: number): number {
  const narrowest = (range.lengthMs / widthPx) * NARROWEST_PX;
  return 2 ** Math.ceil(Math.log2(narrowest));
}

/** Those that have any; `days` in order of time. */
export function binsOf(days: readonly Markers[], range: ViewRange, widthPx: number): Bin[] {
  const lengthMs = binLength(range, widthPx);
  const fromMs = Math.floor(range.startMs / lengthMs) * lengthMs;
  const toMs = range.startMs + range.lengthMs;
  const bins: Bin[] = [];
  for (const { at, kinds } of days) {
    let place = lowerBound(at, fromMs);
    while (place < at.length) {
      const firstMs = valueAt(at, place);
      if (firstMs >= toMs) break;
      const startMs = Math.floor(firstMs / lengthMs) * lengthMs;
      const end = lowerBound(at, startMs + lengthMs);
      const watched = kinds.subarray(place, end).reduce((sum, kind) => sum + Number(kind === 1), 0);
      addTo(bins, { startMs, endMs: startMs + lengthMs, count: end - place, watched, firstMs });
      place = end;
    }
  }
  return bins;
}

/** A bin over midnight is one. */
function addTo(bins: Bin[], bin: Bin): void {
  const last = bins.at(-1);
  if (last?.startMs !== bin.startMs) bins.push(bin);
  else bins[bins.length - 1] = merged(last, bin);
}

function merged(first: Bin, second: Bin): Bin {
  return {
    ...first,
    count: first.count + second.count,
    watched: first.watched + second.watched,
  };
}

export function binAt(bins: readonly Bin[], atMs: number): Bin | undefined {
  return bins.find(({ startMs, endMs }) => startMs <= atMs && atMs < endMs);
}

/** The one nearest to the moment, within so much; null for none. */
export function nearestMarker(
  days: readonly Markers[],
  atMs: number,
  withinMs: number,
): number | null {
  let nearest: number | null = null;
  for (const { at } of days) {
    const place = lowerBound(at, atMs);
    for (const found of [at[place - 1], at[place]]) {
      if (found === undefined || Math.abs(found - atMs) > withinMs) continue;
      if (nearest === null || Math.abs(found - atMs) < Math.abs(nearest - atMs)) nearest = found;
    }
  }
  return nearest;
}

/** What fits into a bin: 7, 42, 999, 1k, 12k. */
export function shortCount(count: number): string {
  return count < 1000 ? String(count) : `${Math.floor(count / 1000)}k`;
}
