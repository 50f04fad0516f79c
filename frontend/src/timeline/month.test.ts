import { expect, test } from "vitest";

import {
  addMonths,
  dateByKey,
  inMonth,
  isOutsidePlan,
  lastOf,
  monthOf,
  nearestDays,
  nextToGo,
  weeksOf,
} from "./month";

test("months are counted over the year's end", () => {
  expect(monthOf("2026-11-20")).toBe("2026-11");
  expect(addMonths("2026-11", 2)).toBe("2027-01");
  expect(addMonths("2026-01", -1)).toBe("2025-12");
  expect(lastOf("2028-02")).toBe("2028-02-29");
});

test("a month is weeks from Sunday to Saturday", () => {
  const weeks = weeksOf("2026-11"); // begins on a Sunday, 30 days
  expect(weeks).toHaveLength(5);
  expect(weeks[0]?.[0]).toBe("2026-11-01");
  expect(weeks[4]).toEqual(["2026-11-29", "2026-11-30", null, null, null, null, null]);
  expect(weeksOf("2026-08")[0]).toEqual([null, null, null, null, null, null, "2026-08-01"]);
  expect(weeksOf("2026-02")).toHaveLength(4);
});

test.each([
  ["ArrowLeft", "2026-10-30"],
  ["ArrowRight", "2026-11-01"],
  ["ArrowUp", "2026-10-24"],
  ["ArrowDown", "2026-11-07"],
  ["Home", "2026-10-01"],
  ["End", "2026-10-31"],
  ["PageUp", "2026-09-30"],
  ["PageDown", "2026-11-30"],
  ["Enter", undefined],
])("%s leads from October 31st to %s", (key, date) => {
  expect(dateByKey("2026-10-31", key)).toBe(date);
});

test("a day that another month has not is its last", () => {
  expect(inMonth("2026-03-31", "2026-02")).toBe("2026-02-28");
  expect(inMonth("2026-03-12", "2026-02")).toBe("2026-02-12");
});

test("the nearest days that have footage, on both sides", () => {
  const days = [
    { date: "2026-11-20", coverage_pct: 4 },
    { date: "2026-11-03", coverage_pct: 0 },
    { date: "2026-11-01", coverage_pct: 99 },
    { date: "2026-11-04", coverage_pct: 0.1 },
  ];
  expect(nearestDays(days, "2026-11-03")).toEqual({ before: "2026-11-01", after: "2026-11-04" });
  expect(nearestDays(days, "2026-11-01")).toEqual({ before: null, after: "2026-11-04" });
  expect(nearestDays(days, "2026-11-20")).toEqual({ before: "2026-11-04", after: null });
});

test("the day that goes first, of those that go", () => {
  const [a, b, c] = [null, "2026-11-22T06:00:00Z", "2026-11-21T06:00:00Z"].map((expires_at) => ({
    expires_at,
  }));
  expect(nextToGo([a, b, c].flatMap((day) => day ?? []))).toBe(c);
  expect(nextToGo([c, b].flatMap((day) => day ?? []))).toBe(c);
  expect(nextToGo([a].flatMap((day) => day ?? []))).toBeNull();
});

test("a plan of seven days keeps today and the six before it", () => {
  expect(isOutsidePlan("2026-11-15", "2026-11-21", 7)).toBe(false);
  expect(isOutsidePlan("2026-11-14", "2026-11-21", 7)).toBe(true);
});
