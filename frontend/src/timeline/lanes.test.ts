import { expect, test } from "vitest";

import { BAND, CLIPS, gapLook, HOLDS, isOnHead, laneAt, PLATES, TRACK_HEIGHT } from "./lanes";

test("each lane is found by its middle, and beyond them the next one", () => {
  const middle = ({ top, height }: { top: number; height: number }) => top + height / 2;
  expect([PLATES, BAND, CLIPS, HOLDS].map((lane) => laneAt(middle(lane)))).toEqual([
    "plates",
    "band",
    "clips",
    "holds",
  ]);
  expect(laneAt(-5)).toBe("plates");
  expect(laneAt(TRACK_HEIGHT + 5)).toBe("holds");
});

test("the head is taken beside it too, by a finger from farther", () => {
  expect(isOnHead(100, 112, false)).toBe(true);
  expect(isOnHead(100, 113, false)).toBe(false);
  expect(isOnHead(100, 122, true)).toBe(true);
});

test("a fault looks other than what was switched off, and than what is gone", () => {
  expect([-2, -1, 0, 1, 2, 3, 4, 5, 6].map(gapLook)).toEqual([
    "none",
    "none",
    "none",
    "fault",
    "off",
    "fault",
    "gone",
    "fault",
    "gone",
  ]);
});
