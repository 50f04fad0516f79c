import { expect, test } from "vitest";

import type { Timeline } from "../api/types";
import { dayOf } from "./coverage";
import { FUTURE, UNKNOWN, type Day } from "./day";
import { gapAround, isRecordedAt, nearGap, nearMarker } from "./gaps";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 10, 18, 3);
const NOW = START + 3 * DAY - 2 * HOUR;

function day(number: number, spans: number[], gap_reasons: number[], deltas: number[] = []): Day {
  const told: Timeline = {
    camera: 7,
    day: `2026-11-${18 + number}`,
    time_zone: "America/Sao_Paulo",
    start_ms: START + number * DAY,
    length_ms: DAY,
    now_ms: null,
    spans,
    gap_reasons,
    codecs: [],
    markers: { unit_ms: 100, deltas, kinds: deltas.map(() => 0) },
    clips: [],
    holds: [],
    retention: { day_number: 1, of_days: 7, plan: "Basic", oldest_ms: null, expires_ms: null },
  };
  return dayOf(told);
}

// Recorded: 1 h to 20 h; 6 h to 12 h of the next; 100 ms later to 18 h; to 10 s ago of the last.
const DAYS = [
  day(0, [HOUR, 19 * HOUR], [6, 1], [36_000]),
  day(1, [6 * HOUR, 6 * HOUR, 100, 6 * HOUR - 100], [1, 0, 2], [6 * 36_000, 10]),
  day(2, [2 * HOUR, 20 * HOUR - 10_000], [2, 0]),
];
const dayAt = (atMs: number) => DAYS[Math.floor((atMs - START) / DAY)];
const around = (atMs: number) => gapAround(dayAt, atMs, NOW);

test("a gap over midnight is one", () => {
  const night = { startMs: START + 20 * HOUR, endMs: START + 30 * HOUR, reason: 1 };
  expect(around(START + 21 * HOUR)).toEqual(night);
  expect(around(START + 25 * HOUR)).toEqual(night);
});

test("two gaps of different reasons that touch at midnight are two", () => {
  const days = [day(0, [], [6]), day(1, [], [2]), day(2, [], [6])];
  const at = (atMs: number) => days[Math.floor((atMs - START) / DAY)];
  expect(gapAround(at, START + 30 * HOUR, NOW)).toEqual({
    startMs: START + DAY,
    endMs: START + 2 * DAY,
    reason: 2,
  });
});

test("a gap ends where nothing more is known, and now", () => {
  expect(around(START)).toEqual({ startMs: START, endMs: START + HOUR, reason: 6 });
  expect(gapAround(dayAt, START, START + 60_000)).toEqual({
    startMs: START,
    endMs: START + 60_000,
    reason: 6,
  });
  expect(around(START + 2 * DAY)?.startMs).toBe(START + DAY + 18 * HOUR);
  expect(around(START - DAY)).toBeUndefined();
  expect(around(START + 2 * HOUR)).toBeUndefined();
});

test("what is to come is no gap yet, nor are the last seconds", () => {
  expect(around(NOW)).toEqual({ startMs: NOW, endMs: Infinity, reason: FUTURE });
  expect(around(NOW - 5_000)).toEqual({ startMs: NOW - 10_000, endMs: NOW, reason: UNKNOWN });
  expect(gapAround(dayAt, NOW - 5_000, NOW + HOUR)?.reason).toBe(0);
});

test("a moment is recorded, not, or nothing is known of it", () => {
  expect(isRecordedAt(dayAt, START + 2 * HOUR)).toBe(true);
  expect(isRecordedAt(dayAt, START)).toBe(false);
  expect(isRecordedAt(dayAt, START - 1)).toBeUndefined();
});

test("after the next gap footage begins again, over midnight and over joints of files", () => {
  const after = (atMs: number) => nearGap(dayAt, atMs, 1);
  expect(after(START)).toBe(START + HOUR);
  expect(after(START + 2 * HOUR)).toBe(START + 30 * HOUR);
  expect(after(START + 30 * HOUR)).toBe(START + 2 * DAY + 2 * HOUR);
  expect(after(START + 2 * DAY + 3 * HOUR)).toBeNull();
  expect(after(START - 1)).toBeNull();
});

test("before the last gap footage ended, again and again", () => {
  const before = (atMs: number) => nearGap(dayAt, atMs, -1);
  const second = START + DAY + 18 * HOUR - 1000;
  expect(before(START + 2 * DAY + 3 * HOUR)).toBe(second);
  expect(before(second)).toBe(START + 20 * HOUR - 1000);
  expect(before(START + 21 * HOUR)).toBe(START + 20 * HOUR - 1000);
  expect(before(START + 2 * HOUR)).toBeNull();
});

test("the next marker and the one before, over days", () => {
  const [first, second, third] = [START + HOUR, START + 30 * HOUR, START + 30 * HOUR + 1000];
  expect(nearMarker(dayAt, START, 1)).toBe(first);
  expect(nearMarker(dayAt, first, 1)).toBe(second);
  expect(nearMarker(dayAt, second, 1)).toBe(third);
  expect(nearMarker(dayAt, third, 1)).toBeNull();
  expect(nearMarker(dayAt, third, -1)).toBe(second);
  expect(nearMarker(dayAt, second, -1)).toBe(first);
  expect(nearMarker(dayAt, first, -1)).toBeNull();
});
