import { expect, test } from "vitest";

import { daysInReach, sinceOf, toAsk, toForget, waitMs, type Asking } from "./dayPlan";
import { addDays } from "./zone";

const ZONE = "America/Sao_Paulo";
const NOW = Date.parse("2026-11-20T18:00:00Z");
const HOUR = 3_600_000;

test("the days in sight come first, nearest to the middle before the others, then their neighbours", () => {
  const startMs = Date.parse("2026-11-15T20:00:00Z");
  expect(daysInReach({ startMs, lengthMs: 50 * HOUR }, ZONE, NOW)).toEqual([
    "2026-11-16",
    "2026-11-17",
    "2026-11-15",
    "2026-11-18",
    "2026-11-14",
  ]);
});

test("the future is not asked for", () => {
  const startMs = NOW - HOUR;
  expect(daysInReach({ startMs, lengthMs: 2 * HOUR }, ZONE, NOW)).toEqual([
    "2026-11-20",
    "2026-11-19",
  ]);
});

const KNOWN: Asking = {
  answeredMs: NOW - 1000,
  wholeMs: NOW - 1000,
  wasToday: false,
  isLoading: false,
  isNone: false,
};

test.each<[string, Asking | undefined, boolean, boolean, string | null]>([
  ["never asked", undefined, false, false, "whole"],
  ["being asked", { ...KNOWN, answeredMs: null, isLoading: true }, true, true, null],
  ["no such day", { ...KNOWN, answeredMs: null, isNone: true }, true, false, null],
  ["failed", { ...KNOWN, answeredMs: null, wholeMs: null }, true, false, "whole"],
  ["known", KNOWN, true, false, null],
  ["out of sight", { ...KNOWN, answeredMs: NOW - HOUR }, false, true, null],
  ["a minute old", { ...KNOWN, answeredMs: NOW - 60_000 }, true, false, "whole"],
  ["not over when it was answered", { ...KNOWN, wasToday: true }, true, false, "whole"],
  ["today, just answered", { ...KNOWN, wasToday: true }, true, true, null],
  ["today", { ...KNOWN, answeredMs: NOW - 4000 }, true, true, "additions"],
  ["today after a while", { ...KNOWN, wholeMs: NOW - 300_000 }, true, true, "whole"],
])("%s", (_, asking, isInSight, isToday, asked) => {
  expect(toAsk(asking, isInSight, isToday, NOW)).toBe(asked);
});

test("failures are waited out, longer each time, and never for long", () => {
  expect([0, 1, 2, 3, 6, 50].map(waitMs)).toEqual([0, 1000, 2000, 4000, 30_000, 30_000]);
});

test("the farthest of more than 40 days are forgotten", () => {
  const dates = Array.from({ length: 43 }, (_, at) => addDays("2026-10-01", at));
  expect(toForget(dates, "2026-11-11").sort()).toEqual(["2026-10-01", "2026-10-02", "2026-10-03"]);
  expect(toForget(dates.slice(0, 40), "2026-11-11")).toEqual([]);
});

test("additions are asked for from a whole minute before the last of what is known", () => {
  const startMs = NOW - 15 * HOUR;
  const ends = (...ms: number[]) => ({ startMs, spans: { ends: Float64Array.from(ms) } });
  expect(sinceOf(ends(NOW - 7000), NOW)).toBe(NOW - 120_000);
  expect(sinceOf(ends(), NOW)).toBe(startMs);
  expect(sinceOf(ends(startMs + 5000), NOW)).toBe(startMs);
});
