import { describe, expect, test } from "vitest";

import { gapsMs, isUnderWay, lengthMs, newsOf, nextLookMs } from "./clipStatus";

const clip = (status: "pending" | "cutting" | "ready" | "failed", marked?: typeof status) => ({
  status,
  marked: marked ? { status: marked } : null,
});

test("work is under way while it waits or is done, on the clip or on its marked copy", () => {
  expect(isUnderWay(clip("pending"))).toBe(true);
  expect(isUnderWay(clip("cutting"))).toBe(true);
  expect(isUnderWay(clip("ready"))).toBe(false);
  expect(isUnderWay(clip("failed"))).toBe(false);
  expect(isUnderWay(clip("ready", "cutting"))).toBe(true);
  expect(isUnderWay(clip("ready", "ready"))).toBe(false);
});

describe("news", () => {
  test("of a clip, also of one that was done before it was looked at", () => {
    expect(newsOf(clip("cutting"), clip("ready"))).toBe("ready");
    expect(newsOf(undefined, clip("ready"))).toBe("ready");
    expect(newsOf(clip("pending"), clip("failed"))).toBe("failed");
    expect(newsOf(clip("pending"), clip("cutting"))).toBeNull();
  });
  test("of its marked copy", () => {
    expect(newsOf(clip("ready", "cutting"), clip("ready", "ready"))).toBe("marked");
    expect(newsOf(clip("ready", "pending"), clip("ready", "failed"))).toBe("marked_failed");
    expect(newsOf(clip("ready", "pending"), clip("ready", "cutting"))).toBeNull();
    expect(newsOf(clip("ready", "pending"), clip("ready"))).toBeNull();
    expect(newsOf(clip("ready"), clip("ready"))).toBeNull();
  });
});

test("silence is asked into ever more slowly", () => {
  expect([0, 1, 2, 3, 4, 9].map(nextLookMs)).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);
});

test("lengths", () => {
  const times = { start_time: "2026-11-20T18:00:00Z", end_time: "2026-11-20T18:00:10Z" };
  expect(lengthMs({ ...times, duration_seconds: 9.96 })).toBe(9960);
  expect(lengthMs({ ...times, duration_seconds: null })).toBe(10_000);
  expect(gapsMs([times, { ...times, end_time: "2026-11-20T18:00:00.500Z" }])).toBe(10_500);
  expect(gapsMs([])).toBe(0);
});
