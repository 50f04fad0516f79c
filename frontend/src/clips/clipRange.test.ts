import { describe, expect, test } from "vitest";

import { checkRange, estimatedBytes, LONGEST_MS, missingIn, movedEdge } from "./clipRange";

const DAY_MS = 86_400_000;

describe("moving an edge", () => {
  test("leaves one alone that is not there", () => {
    const nothing = { inMs: null, outMs: null };
    expect(movedEdge(nothing, "in", 1000)).toBe(nothing);
    expect(movedEdge(nothing, "out", 1000)).toBe(nothing);
  });
  test("goes as far as asked while the other is not in its way", () => {
    expect(movedEdge({ inMs: 5000, outMs: null }, "in", 1000)).toEqual({ inMs: 6000, outMs: null });
    expect(movedEdge({ inMs: null, outMs: 5000 }, "out", -1000)).toEqual({
      inMs: null,
      outMs: 4000,
    });
    expect(movedEdge({ inMs: 5000, outMs: 9000 }, "in", -1000)).toEqual({
      inMs: 4000,
      outMs: 9000,
    });
  });
  test("stops a frame short of the other one", () => {
    expect(movedEdge({ inMs: 5000, outMs: 5500 }, "in", 1000)).toEqual({ inMs: 5460, outMs: 5500 });
    expect(movedEdge({ inMs: 5000, outMs: 5500 }, "out", -1000)).toEqual({
      inMs: 5000,
      outMs: 5040,
    });
  });
  test("does not leap when they are closer than that already", () => {
    expect(movedEdge({ inMs: 5000, outMs: 5010 }, "in", 1000)).toEqual({ inMs: 5000, outMs: 5010 });
    expect(movedEdge({ inMs: 5000, outMs: 5010 }, "out", -1000)).toEqual({
      inMs: 5000,
      outMs: 5010,
    });
  });
});

test("a range is what the server would take", () => {
  const nowMs = 2 * LONGEST_MS;
  const of = (inMs: number | null, outMs: number | null) => checkRange({ inMs, outMs }, nowMs);
  expect(of(null, 5)).toEqual({ range: null, problem: "incomplete" });
  expect(of(5, null)).toEqual({ range: null, problem: "incomplete" });
  expect(of(5, 5)).toEqual({ range: null, problem: "order" });
  expect(of(5, 6)).toEqual({ range: { startMs: 5, endMs: 6 }, problem: null });
  expect(of(0, LONGEST_MS).problem).toBeNull();
  expect(of(0, LONGEST_MS + 1)).toEqual({
    range: { startMs: 0, endMs: LONGEST_MS + 1 },
    problem: "too_long",
  });
  expect(of(nowMs - 1, nowMs + 1).problem).toBe("future");
});

describe("what is missing of a range", () => {
  const first = {
    startMs: 0,
    lengthMs: DAY_MS,
    gaps: [
      { startMs: 0, endMs: 1000, reason: 2 },
      { startMs: 5000, endMs: 6000, reason: 1 },
      { startMs: DAY_MS - 500, endMs: DAY_MS, reason: 2 },
    ],
  };
  const second = {
    startMs: DAY_MS,
    lengthMs: DAY_MS,
    gaps: [
      { startMs: DAY_MS, endMs: DAY_MS + 700, reason: 2 },
      { startMs: DAY_MS + 9000, endMs: 2 * DAY_MS, reason: -1 },
    ],
  };
  const dayAt = (atMs: number) => [first, second].find((day) => atMs < day.startMs + DAY_MS);

  test("nothing, between two gaps", () => {
    expect(missingIn({ startMs: 1000, endMs: 5000 }, dayAt)).toEqual({
      gaps: [],
      lengthMs: 0,
      isKnown: true,
    });
  });
  test("gaps, cut to the range", () => {
    expect(missingIn({ startMs: 400, endMs: 5600 }, dayAt)).toEqual({
      gaps: [
        { startMs: 400, endMs: 1000 },
        { startMs: 5000, endMs: 5600 },
      ],
      lengthMs: 1200,
      isKnown: true,
    });
  });
  test("one gap over midnight, though two days tell of it", () => {
    expect(missingIn({ startMs: DAY_MS - 1000, endMs: DAY_MS + 1000 }, dayAt)).toEqual({
      gaps: [{ startMs: DAY_MS - 500, endMs: DAY_MS + 700 }],
      lengthMs: 1200,
      isKnown: true,
    });
  });
  test("it may be more where the day is not known, or a part of it", () => {
    expect(missingIn({ startMs: DAY_MS + 8000, endMs: DAY_MS + 10_000 }, dayAt)).toEqual({
      gaps: [],
      lengthMs: 0,
      isKnown: false,
    });
    expect(missingIn({ startMs: 2 * DAY_MS - 10_000, endMs: 2 * DAY_MS + 10 }, dayAt).isKnown).toBe(
      false,
    );
  });
});

test("the size is that of the files around, per second", () => {
  const files = [
    { file_size: 4_000_000, duration_seconds: 60 },
    { file_size: 2_000_000, duration_seconds: 30 },
  ];
  expect(estimatedBytes(files, 15_000)).toBeCloseTo(1_000_000);
  expect(estimatedBytes([], 15_000)).toBeNull();
  expect(estimatedBytes([{ file_size: 0, duration_seconds: 10 }], 15_000)).toBeNull();
});
