import { expect, test } from "vitest";

import type { Day, Gap } from "./day";
import { emptyDayIn, footageNear, reasonName, toldOf } from "./footage";

const OFFLINE: Gap = { startMs: 10, endMs: 20, reason: 1 };

function known(isRecorded: boolean | undefined, gap?: Gap) {
  return { isRecorded: () => isRecorded, gapAt: () => gap };
}

test("a moment is recorded, in a gap, or not known", () => {
  const told = [known(true), known(undefined), known(false, OFFLINE)].map((days) =>
    toldOf(days, 15),
  );
  expect(told).toEqual([
    { kind: "recorded" },
    { kind: "unknown" },
    { kind: "gap", reason: 1, gap: OFFLINE },
  ]);
  expect(told.map(reasonName)).toEqual(["", "-1", "1"]);
});

test("a view of one day that has nothing is empty", () => {
  const range = { startMs: 0, lengthMs: 86_400_000 };
  const day = {
    date: "2026-11-20",
    spans: { starts: new Float64Array(), ends: new Float64Array() },
  };
  const asked: number[] = [];
  const dayAt = (atMs: number) => {
    asked.push(atMs);
    return day;
  };
  expect(emptyDayIn(range, dayAt, 1e9)).toBe("2026-11-20");
  expect(emptyDayIn(range, dayAt, 5)).toBe("2026-11-20");
  expect(asked).toEqual([43_200_000, 5]);
  expect(emptyDayIn({ ...range, lengthMs: 2 * 86_400_000 }, dayAt, 1e9)).toBeNull();
  expect(emptyDayIn(range, () => undefined, 1e9)).toBeNull();
  const spans = { starts: Float64Array.of(1), ends: Float64Array.of(2) };
  expect(emptyDayIn(range, () => ({ ...day, spans }), 1e9)).toBeNull();
});

test("a day is opened at the hour that is looked at, or as near to it as it has footage", () => {
  const day = (pairs: [number, number][]): Day => ({
    ...{ date: "2026-11-20", startMs: 0, lengthMs: 86_400_000, gaps: [], clips: [], holds: [] },
    ...{ markers: { at: new Float64Array(), kinds: new Uint8Array() } },
    retention: { day_number: 1, of_days: 7, plan: "Basic", oldest_ms: null, expires_ms: null },
    spans: {
      starts: Float64Array.from(pairs.map(([start]) => start)),
      ends: Float64Array.from(pairs.map(([, end]) => end)),
    },
  });
  const two = day([
    [100_000, 200_000],
    [500_000, 500_400],
  ]);
  expect(footageNear(two, 150_000)).toBe(150_000);
  expect(footageNear(two, 0)).toBe(100_000);
  expect(footageNear(two, 250_000)).toBe(199_000);
  expect(footageNear(two, 450_000)).toBe(500_000);
  expect(footageNear(two, 900_000)).toBe(500_000);
  expect(footageNear(day([]), 5)).toBeNull();
});
