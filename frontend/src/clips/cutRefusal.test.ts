import { expect, test } from "vitest";

import { nearestOf, partsOf } from "./cutRefusal";

test("what is recorded around", () => {
  const body = { nearest: { before: "2026-11-20T18:00:00Z", after: null } };
  expect(nearestOf(body)).toEqual({ beforeMs: Date.UTC(2026, 10, 20, 18), afterMs: null });
  expect(nearestOf({ nearest: { after: "soon" } })).toEqual({ beforeMs: null, afterMs: null });
  expect(nearestOf(null)).toEqual({ beforeMs: null, afterMs: null });
});

test("parts that can be cut by themselves", () => {
  const part = { start_time: "2026-11-20T18:00:00Z", end_time: "2026-11-20T18:00:10.5Z" };
  const startMs = Date.UTC(2026, 10, 20, 18);
  const parts = [{ ...part, width: 1920, height: 1080 }, part, { start_time: part.start_time }, 7];
  expect(partsOf({ parts })).toEqual([
    { startMs, endMs: startMs + 10_500, picture: "1920×1080" },
    { startMs, endMs: startMs + 10_500, picture: "" },
  ]);
  expect(partsOf({ parts: "none" })).toEqual([]);
  expect(partsOf(undefined)).toEqual([]);
});
