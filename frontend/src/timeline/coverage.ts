// A day's coverage: the API's compact numbers as sorted arrays, what they say of a moment, and of
// each pixel. Pure.

import type { Timeline } from "../api/types";
import type { Day, Gap, GapReason, NamedStretch, Spans } from "./day";
import type { ViewRange } from "./scale";
import { concat, lowerBound, valueAt } from "./sorted";

/** docs/design/timeline.md: starts count from the day's, markers from the one before. */
export function dayOf(told: Timeline): Day {
  const { spans, gaps } = spansAndGaps(told, told.start_ms);
  const count = told.markers.deltas.length;
  const markers = { at: new Float64Array(count), kinds: Uint8Array.from(told.markers.kinds) };
  let units = 0;
  told.markers.deltas.forEach((delta, place) => {
    units += delta;
    markers.at[place] = told.start_ms + units * told.markers.unit_ms;
  });
  return {
    date: told.day,
    startMs: told.start_ms,
    lengthMs: told.length_ms,
    spans,
    gaps,
    markers,
    clips: stretches(told.clips, told.start_ms),
    holds: stretches(told.holds, told.start_ms),
    retention: told.retention,
  };
}

/** The gaps begin at `fromMs`: before it an answer to `since_ms` tells nothing. */
function spansAndGaps(told: Timeline, fromMs: number): { spans: Spans; gaps: Gap[] } {
  const count = told.spans.length >> 1;
  const spans = { starts: new Float64Array(count), ends: new Float64Array(count) };
  const gaps: Gap[] = [];
  let at = told.start_ms;
  const addGap = (startMs: number, endMs: number, place: number) => {
    if (startMs < endMs) gaps.push({ startMs, endMs, reason: reasonOf(told.gap_reasons[place]) });
  };
  for (let place = 0; place < count; place++) {
    const start = at + Number(told.spans[2 * place]);
    addGap(Math.max(at, fromMs), start, place);
    at = start + Number(told.spans[2 * place + 1]);
    spans.starts[place] = start;
    spans.ends[place] = at;
  }
  addGap(Math.max(at, fromMs), told.start_ms + told.length_ms, count);
  return { spans, gaps };
}

function reasonOf(code: number | undefined): GapReason {
  return code === 1 || code === 2 || code === 3 || code === 4 || code === 5 || code === 6
    ? code
    : 0;
}

function stretches(told: readonly (readonly unknown[])[], dayMs: number): NamedStretch[] {
  return told.map(([start, length, id]) => {
    const startMs = dayMs + Number(start);
    return { startMs, endMs: startMs + Number(length), id: Number(id) };
  });
}

/** The day with what was added since: from there on the answer to `since_ms` takes its place. */
export function withAdditions(day: Day, told: Timeline, sinceMs: number): Day {
  const added = dayOf(told);
  const kept = before(day.spans, sinceMs);
  const keptMarkers = lowerBound(day.markers.at, sinceMs);
  const spans = joined(kept, added.spans);
  const reasons = [...day.gaps, ...spansAndGaps(told, sinceMs).gaps];
  return {
    ...added,
    spans,
    gaps: gapsBetween(spans, added, reasons),
    markers: {
      at: concat(day.markers.at.subarray(0, keptMarkers), added.markers.at),
      kinds: new Uint8Array([
        ...day.markers.kinds.subarray(0, keptMarkers),
        ...added.markers.kinds,
      ]),
    },
  };
}

/** What of them lies before the moment. */
function before({ starts, ends }: Spans, atMs: number): Spans {
  const count = lowerBound(starts, atMs);
  return {
    starts: starts.slice(0, count),
    ends: ends.slice(0, count).map((end) => Math.min(end, atMs)),
  };
}

/** One span where the second's first goes on with the first's last. */
function joined(first: Spans, second: Spans): Spans {
  const last = first.ends.length - 1;
  if (last < 0 || first.ends[last] !== second.starts[0]) {
    return {
      starts: concat(first.starts, second.starts),
      ends: concat(first.ends, second.ends),
    };
  }
  return {
    starts: concat(first.starts, second.starts.subarray(1)),
    ends: concat(first.ends.subarray(0, last), second.ends),
  };
}

/** Each with the reason of the last of `known` that it touches. */
function gapsBetween(spans: Spans, day: Pick<Day, "startMs" | "lengthMs">, known: Gap[]): Gap[] {
  const gaps: Gap[] = [];
  let startMs = day.startMs;
  for (let place = 0; place <= spans.starts.length; place++) {
    const endMs = spans.starts[place] ?? day.startMs + day.lengthMs;
    const told = known.findLast((gap) => gap.startMs < endMs && gap.endMs > startMs);
    if (startMs < endMs) gaps.push({ startMs, endMs, reason: told?.reason ?? 0 });
    startMs = spans.ends[place] ?? endMs;
  }
  return gaps;
}

/** The place of the span that the moment lies in; -1 for none. */
export function spanAt({ starts, ends }: Spans, atMs: number): number {
  const place = lowerBound(starts, atMs);
  if (starts[place] === atMs) return place;
  return place > 0 && atMs < valueAt(ends, place - 1) ? place - 1 : -1;
}

/** Of sorted gaps that do not overlap. */
export function gapOfDayAt(gaps: readonly Gap[], atMs: number): Gap | undefined {
  let [low, high] = [0, gaps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Number(gaps[middle]?.endMs) <= atMs) low = middle + 1;
    else high = middle;
  }
  const found = gaps[low];
  return found && found.startMs <= atMs ? found : undefined;
}

/** Adds to each pixel how much of it is recorded, from 0 to 1: drawn once, however many spans. */
export function coverPixels(spans: Spans, range: ViewRange, cover: Float32Array): void {
  const perMs = cover.length / range.lengthMs;
  const endMs = range.startMs + range.lengthMs;
  const first = Math.max(0, lowerBound(spans.starts, range.startMs) - 1);
  for (let place = first; place < spans.starts.length; place++) {
    const start = valueAt(spans.starts, place);
    if (start >= endMs) break;
    const from = Math.max(0, (start - range.startMs) * perMs);
    const to = Math.min(cover.length, (valueAt(spans.ends, place) - range.startMs) * perMs);
    if (to > from) addCover(cover, from, to);
  }
}

function addCover(cover: Float32Array, from: number, to: number): void {
  const [first, last] = [Math.floor(from), Math.min(Math.floor(to), cover.length - 1)];
  if (first === last) {
    cover[first] = valueAt(cover, first) + to - from;
    return;
  }
  cover[first] = valueAt(cover, first) + first + 1 - from;
  cover.fill(1, first + 1, last);
  cover[last] = valueAt(cover, last) + to - last;
}

export const WHOLE = 2;
export const PART = 1;

/** Calls `draw` for each run of pixels that are recorded alike: wholly, or in part. */
export function pixelRuns(
  cover: Float32Array,
  draw: (fromPx: number, toPx: number, kind: typeof WHOLE | typeof PART) => void,
): void {
  let [from, kind]: [number, 0 | 1 | 2] = [0, 0];
  for (let px = 0; px <= cover.length; px++) {
    const here = kindOf(valueAt(cover, px));
    if (here === kind) continue;
    if (kind !== 0) draw(from, px, kind);
    [from, kind] = [px, here];
  }
}

/** A pixel is whole when next to nothing is missing: joints of files are shorter than that. */
function kindOf(share: number): 0 | 1 | 2 {
  if (!(share > 0)) return 0;
  return share > 0.995 ? WHOLE : PART;
}
