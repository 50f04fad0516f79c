import { expect, test } from "vitest";

import { bandsOf, placedBands, sameHour, stepFor, ticksOf } from "./ticks";
import { zoneDay } from "./zone";

const ZONE = "America/Sao_Paulo";
const HOUR = 3_600_000;

function dayRange(date: string) {
  const { startMs, endMs } = zoneDay(date, ZONE);
  return { startMs, lengthMs: endMs - startMs };
}

function labels(
  range: { startMs: number; lengthMs: number },
  widthPx: number,
  leastPx?: number,
): string[] {
  return ticksOf(range, widthPx, ZONE, leastPx)
    .filter(({ label }) => label)
    .sort((a, b) => a.atMs - b.atMs)
    .map(({ label }) => label);
}

test("steps are as short as their labels allow, from a second to ten days", () => {
  const steps = [10_000, 60_000, HOUR, 24 * HOUR, 72 * HOUR, 720 * HOUR].map(
    (lengthMs) => stepFor({ startMs: 0, lengthMs }, 1000, 72) / 1000,
  );
  expect(steps).toEqual([1, 5, 300, 7200, 21_600, 432_000]);
  expect(stepFor({ startMs: 0, lengthMs: 720 * HOUR }, 100, 72)).toBe(240 * HOUR);
});

test("a day has its hours, midnight to midnight", () => {
  const found = labels(dayRange("2026-11-20"), 1000);
  expect(found).toEqual(
    Array.from({ length: 12 }, (_, at) => `${String(at * 2).padStart(2, "0")}:00`),
  );
});

test("a day of 23 hours leaves out the hour that its clocks leap over", () => {
  const found = labels(dayRange("2018-11-04"), 2400);
  expect(found[0]).toBe("01:00");
  expect(found).toHaveLength(23);
  expect(new Set(found).size).toBe(23);
});

test("a day of 25 hours has one hour twice", () => {
  const found = labels(dayRange("2018-02-17"), 2400);
  expect(found.slice(-3)).toEqual(["22:00", "23:00", "23:00"]);
  expect(found).toHaveLength(25);
});

test("seconds are named where there is room for them", () => {
  const startMs = Date.parse("2026-11-20T18:04:57.300Z");
  expect(labels({ startMs, lengthMs: 10_000 }, 500)).toEqual([
    "15:04:58",
    "15:05:00",
    "15:05:02",
    "15:05:04",
    "15:05:06",
  ]);
  expect(labels({ startMs, lengthMs: 10 * 60_000 }, 500)).toEqual([
    "15:06",
    "15:08",
    "15:10",
    "15:12",
    "15:14",
  ]);
});

test("small marks stand between the named ones", () => {
  const range = dayRange("2026-11-20");
  const ticks = ticksOf(range, 1000, ZONE);
  expect(ticks.filter(({ label }) => !label).length).toBeGreaterThan(24);
  const at = ticks.map(({ atMs }) => atMs);
  expect(new Set(at).size).toBe(at.length);
  expect(Math.min(...at)).toBe(range.startMs);
});

test("a named moment is marked also where the small steps leave it out", () => {
  // 5 days are no multiple of 2: at this width the small steps are 2 days.
  const range = { startMs: zoneDay("2026-11-01", ZONE).startMs, lengthMs: 24 * HOUR * 30 };
  expect(labels(range, 200, 30)).toEqual(["3", "8", "13", "18", "23", "28"]);
});

test("above the hours stand the days, with their length where it is odd", () => {
  const range = { startMs: Date.UTC(2018, 10, 3, 20), lengthMs: 36 * HOUR };
  const bands = bandsOf(range, 1000, ZONE);
  expect(bands.map(({ name, hours }) => [name, hours])).toEqual([
    ["2018-11-03", null],
    ["2018-11-04", 23],
    ["2018-11-05", null],
  ]);
});

test("above the days stand the months", () => {
  const range = { startMs: Date.UTC(2026, 9, 20, 3), lengthMs: 30 * 24 * HOUR };
  const bands = bandsOf(range, 1000, ZONE);
  expect(bands.map(({ name, hours }) => [name, hours])).toEqual([
    ["2026-10", null],
    ["2026-11", null],
  ]);
});

test("a band's label stays in sight as long as the band does", () => {
  const range = { startMs: Date.UTC(2026, 10, 20, 15), lengthMs: 24 * HOUR };
  const placed = placedBands(bandsOf(range, 960, ZONE), range, 960);
  expect(placed.map(({ px, roomPx }) => [px, roomPx])).toEqual([
    [0, 480],
    [480, 480],
  ]);
});

test("the same hour of another day is the one that its clocks show", () => {
  const at = Date.parse("2018-11-03T15:30:15.250Z"); // 12:30:15.250, UTC-3
  expect(sameHour(at, "2018-11-04", ZONE)).toBe(Date.parse("2018-11-04T14:30:15.250Z"));
  // 00:30 does not exist on the 4th: half an hour after it began.
  const night = Date.parse("2018-11-03T03:30:00Z");
  expect(sameHour(night, "2018-11-04", ZONE)).toBe(Date.parse("2018-11-04T03:30:00Z"));
  // 23:30 of a day whose 23rd hour is leapt over would be the next day's.
  expect(sameHour(Date.parse("2018-02-18T02:30:00Z"), "2018-02-16", ZONE)).toBe(
    Date.parse("2018-02-17T01:30:00Z"),
  );
});
