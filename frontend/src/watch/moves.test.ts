import { describe, expect, test } from "vitest";

import { isLeap, movedBy, plateBeside, plateStart, wholeMs } from "./moves";

test("moving forward into what is not recorded yet means live; backward never does", () => {
  expect(movedBy(100_000, 5_000, 200_000)).toBe(105_000);
  expect(movedBy(196_000, 5_000, 200_000)).toBeNull();
  expect(movedBy(199_000, -1_000, 200_000)).toBe(198_000);
});

test("a moment in whole milliseconds never falls into the frame before", () => {
  expect([wholeMs(1_000.667), wholeMs(1_001), wholeMs(1_000.00001)]).toEqual([1_001, 1_001, 1_000]);
});

describe("from plate to plate", () => {
  const LEAD_MS = 3_000;
  const PLATES = [10_000, 20_000, 30_000];
  const days = {
    isRecorded: (atMs: number): boolean | undefined => atMs >= 0,
    nearMarker: (atMs: number, direction: -1 | 1) =>
      (direction === 1
        ? PLATES.find((plateMs) => plateMs > atMs)
        : PLATES.findLast((plateMs) => plateMs < atMs)) ?? null,
  };

  test("the same key goes on to the next one, though the picture is before the plate", () => {
    expect(plateBeside(days, 10_000 - LEAD_MS, 1, true)).toBe(20_000 - LEAD_MS);
    expect(plateBeside(days, 20_000 - LEAD_MS, -1, true)).toBe(10_000 - LEAD_MS);
    expect(plateBeside(days, 30_000 - LEAD_MS, 1, true)).toBeNull();
    expect(plateBeside(days, 10_000 - LEAD_MS, -1, true)).toBeNull();
  });

  test("also where the frame that is shown has begun before the moment", () => {
    expect(plateBeside(days, 10_000 - LEAD_MS - 39, 1, true)).toBe(20_000 - LEAD_MS);
    expect(plateBeside(days, 20_000 - LEAD_MS - 39, -1, true)).toBe(10_000 - LEAD_MS);
  });

  test("while playing, the one that was just opened is not opened again", () => {
    const playingOn = (ms: number) => plateBeside(days, 20_000 - LEAD_MS + ms, -1, false);
    expect(playingOn(1_500)).toBe(10_000 - LEAD_MS);
    expect(playingOn(5_000)).toBe(20_000 - LEAD_MS);
  });

  test("one with nothing recorded before it is opened at itself, and left from there", () => {
    const torn = { ...days, isRecorded: (atMs: number) => atMs >= 19_000 };
    expect(plateStart(torn, 20_000)).toBe(20_000);
    expect(plateStart(torn, 30_000)).toBe(27_000);
    expect(plateStart({ isRecorded: () => undefined }, 20_000)).toBe(17_000);
    expect(plateBeside(torn, 10_000, 1, true)).toBe(20_000);
    expect(plateBeside(torn, 20_000, 1, true)).toBe(27_000);
    expect(plateBeside(torn, 20_000, -1, true)).toBe(10_000);
    expect(plateBeside(torn, 27_000, -1, true)).toBe(20_000);
  });

  test("before midnight nothing is known yet of the day after", () => {
    const nearMarker = (atMs: number, direction: -1 | 1) =>
      atMs > 25_000 ? null : days.nearMarker(atMs, direction);
    expect(plateBeside({ ...days, nearMarker }, 24_000, -1, true)).toBe(17_000);
  });
});

describe("a leap", () => {
  const began = { wallMs: 1_000_000, clockMs: 0 };

  test("is not what playing does, at any speed", () => {
    expect(isLeap(began, { wallMs: 1_001_000, clockMs: 1_000 }, 1)).toBe(false);
    expect(isLeap(began, { wallMs: 1_016_000, clockMs: 1_000 }, 16)).toBe(false);
    expect(isLeap(began, { wallMs: 996_000, clockMs: 1_000 }, -4)).toBe(false);
  });

  test("is what a seek does", () => {
    expect(isLeap(began, { wallMs: 1_005_000, clockMs: 40 }, 1)).toBe(true);
    expect(isLeap(began, { wallMs: 995_000, clockMs: 40 }, 1)).toBe(true);
  });
});
