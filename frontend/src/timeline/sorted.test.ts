import { expect, test } from "vitest";

import { concat, lowerBound, valueAt } from "./sorted";

test("beyond the ends there is nothing", () => {
  expect(valueAt(Float64Array.of(4, 5), 1)).toBe(5);
  expect(valueAt(Float64Array.of(4, 5), 2)).toBeNaN();
  expect(valueAt(Float32Array.of(4, 5), -1)).toBeNaN();
});

test("the first that is not below", () => {
  const sorted = Float64Array.of(1, 3, 3, 5);
  expect([0, 1, 2, 3, 4, 5, 6].map((value) => lowerBound(sorted, value))).toEqual([
    0, 0, 1, 1, 3, 3, 4,
  ]);
  expect(lowerBound(new Float64Array(), 1)).toBe(0);
});

test("one after the other", () => {
  expect([...concat(Float64Array.of(1, 2), Float64Array.of(3))]).toEqual([1, 2, 3]);
});
