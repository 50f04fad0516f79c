import { expect, test } from "vitest";

import {
  allowed,
  centred,
  edgeSpeed,
  endOf,
  isInSight,
  LONGEST_MS,
  msAt,
  pxOf,
  SHORTEST_MS,
  wheelFactor,
  withInSight,
  zoomed,
} from "./scale";

const START = Date.UTC(2026, 10, 20, 3);
const DAY = { startMs: START, lengthMs: 86_400_000 };

test("a place is a moment and back", () => {
  expect(pxOf(DAY, 1440, START + 3_600_000)).toBe(60);
  expect(msAt(DAY, 1440, 60)).toBe(START + 3_600_000);
  expect(endOf(DAY)).toBe(START + 86_400_000);
});

test("zooming keeps the moment under the cursor where it is, from 30 days to 10 s and back", () => {
  const anchor = START + 50_000_123;
  let range = DAY;
  for (const factor of [...Array<number>(60).fill(0.8), ...Array<number>(90).fill(1.25)]) {
    const next = zoomed(range, factor, anchor);
    expect(pxOf(next, 1920, anchor)).toBeCloseTo(pxOf(range, 1920, anchor), 3);
    range = next;
  }
  expect(range.lengthMs).toBe(LONGEST_MS);
});

test("zooming ends at 10 s and at 30 days", () => {
  expect(zoomed(DAY, 1e-9, START).lengthMs).toBe(SHORTEST_MS);
  expect(zoomed(DAY, 1e9, START)).toEqual({ startMs: START, lengthMs: LONGEST_MS });
});

test("a view is never before the epoch, nor all in the future", () => {
  expect(allowed({ startMs: -5, lengthMs: 20_000 }, START)).toEqual({
    startMs: 0,
    lengthMs: 20_000,
  });
  const late = allowed({ startMs: START + 1, lengthMs: 40_000 }, START);
  expect(late).toEqual({ startMs: START - 10_000, lengthMs: 40_000 });
  expect(allowed({ startMs: 7, lengthMs: 1 }, START)).toEqual({
    startMs: 7,
    lengthMs: SHORTEST_MS,
  });
});

test("what is in sight moves nothing, what is near as little as needed, what is far comes in the middle", () => {
  const range = { startMs: 0, lengthMs: 100_000 };
  expect(isInSight(range, 6_000)).toBe(true);
  expect(isInSight(range, 5_000)).toBe(false);
  expect(isInSight(range, 5_000, 0.01)).toBe(true);
  expect(withInSight(range, 50_000)).toBe(range);
  expect(withInSight(range, 96_000)).toEqual({ startMs: 2_000, lengthMs: 100_000 });
  expect(withInSight(range, 4_000)).toEqual({ startMs: -2_000, lengthMs: 100_000 });
  expect(withInSight(range, 900_000)).toEqual(centred(900_000, 100_000));
  expect(withInSight(range, -900_000)).toEqual(centred(-900_000, 100_000));
});

test("a turn of the wheel and back is no turn", () => {
  expect(wheelFactor(120) * wheelFactor(-120)).toBeCloseTo(1, 12);
  expect(wheelFactor(120)).toBeGreaterThan(1);
  expect(wheelFactor(90_000)).toBe(wheelFactor(300));
});

test("the edge pulls to its side, harder the farther out", () => {
  expect(edgeSpeed(500, 1000, 40)).toBe(-0);
  expect(edgeSpeed(20, 1000, 40)).toBe(-0.25);
  expect(edgeSpeed(980, 1000, 40)).toBe(0.25);
  expect(edgeSpeed(-500, 1000, 40)).toBe(-1);
  expect(edgeSpeed(5000, 1000, 40)).toBe(1);
});
