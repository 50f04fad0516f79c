import { expect, test } from "vitest";

import { binAt, binLength, binsOf, nearestMarker, shortCount } from "./markers";

function markers(at: number[], kinds: number[] = at.map(() => 0)) {
  return { at: Float64Array.from(at), kinds: Uint8Array.from(kinds) };
}
const RANGE = { startMs: 10_000, lengthMs: 100_000 };

test("bins are powers of two, wide enough for a count", () => {
  expect(binLength(RANGE, 1000)).toBe(4096); // 22 px are 2,200 ms
  expect(binLength(RANGE, 2200)).toBe(1024);
});

test("near ones are counted together, also over midnight, lone ones stay alone", () => {
  const days = [markers([9_000, 13_000, 20_000, 24_500], [0, 0, 1, 0]), markers([24_550, 200_000])];
  expect(binsOf(days, RANGE, 1000)).toEqual([
    { startMs: 8192, endMs: 12_288, count: 1, watched: 0, firstMs: 9_000 },
    { startMs: 12_288, endMs: 16_384, count: 1, watched: 0, firstMs: 13_000 },
    { startMs: 16_384, endMs: 20_480, count: 1, watched: 1, firstMs: 20_000 },
    { startMs: 20_480, endMs: 24_576, count: 2, watched: 0, firstMs: 24_500 },
  ]);
});

test("panning by a little leaves the bins as they are", () => {
  const days = [markers([13_000, 14_000, 15_000, 40_000])];
  const before = binsOf(days, RANGE, 1000);
  expect(binsOf(days, { ...RANGE, startMs: 10_777 }, 1000)).toEqual(before);
});

test("a moment's bin, if there is one", () => {
  const bins = binsOf([markers([13_000, 40_000])], RANGE, 1000);
  expect(binAt(bins, 12_288)?.firstMs).toBe(13_000);
  expect(binAt(bins, 30_000)).toBeUndefined();
});

test("the nearest one within reach", () => {
  const days = [markers([10, 100]), markers([130])];
  expect(nearestMarker(days, 114, 20)).toBe(100);
  expect(nearestMarker(days, 116, 20)).toBe(130);
  expect(nearestMarker(days, 60, 20)).toBeNull();
  expect(nearestMarker(days, 10, 0)).toBe(10);
  expect(nearestMarker([], 10, 5)).toBeNull();
});

test("counts are short", () => {
  expect([7, 42, 999, 1000, 12_999].map(shortCount)).toEqual(["7", "42", "999", "1k", "12k"]);
});
