import { expect, test } from "vitest";

import { clockMapOf } from "./clockMap";
import { clampRate, reversePosition } from "./rates";

test("a browser is told only speeds that it takes", () => {
  const asked = [0.1, 0.25, 1, 1.05, 16, 17, 1000, -0.5, -1, -4, -17];
  expect(asked.map(clampRate)).toEqual([0.25, 0.25, 1, 1.05, 16, 16, 16, -1, -1, -4, -16]);
  expect([0, NaN, Infinity, -Infinity].map(clampRate)).toEqual([1, 1, 1, 1]);
});

function fragments(seconds: number) {
  return clockMapOf(
    Array.from({ length: 20 }, (_, at) => ({
      start: at * seconds,
      duration: seconds,
      programDateTime: at * seconds * 1000,
    })),
  );
}

test("quickly backwards the pictures are key frames", () => {
  const at = (due: number) => reversePosition(fragments(2), { due, shown: 20, speed: 16 });
  expect([19.9, 18.5, 18, 17.9, 3.1].map(at)).toEqual([18, 18, 18, 16, 2]);
});

test("slowly backwards the frames between them are shown too", () => {
  const at = (due: number) => reversePosition(fragments(2), { due, shown: 20, speed: 1 });
  expect([19.9, 18.5, 17.9].map(at)).toEqual([19.9, 18.5, 17.9]);
});

test("what is shown already is not shown again, and nothing after it", () => {
  const map = fragments(0.5);
  expect(reversePosition(map, { due: 8, shown: 8, speed: 4 })).toBeNull();
  expect(reversePosition(map, { due: 9, shown: 8, speed: 4 })).toBeNull();
  expect(reversePosition(map, { due: 7.4, shown: 8, speed: 4 })).toBe(7);
});

test("before the beginning is nothing but the first key frame", () => {
  expect(reversePosition(fragments(2), { due: -3, shown: 1, speed: 2 })).toBe(0);
  expect(reversePosition(fragments(2), { due: -3, shown: 0, speed: 2 })).toBeNull();
});
