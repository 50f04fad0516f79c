import { expect, test } from "vitest";

import { areaOf, layoutOf } from "./wallLayout";

const areas = (...args: Parameters<typeof layoutOf>) => layoutOf(...args).places.map(areaOf);

test("the main camera stands left, the others beside it in their order", () => {
  expect(layoutOf(3, 1, "main", false)).toMatchObject({
    rows: 2,
    columns: "minmax(0, 3fr) minmax(0, 1fr)",
  });
  expect(areas(3, 1, "main", false)).toEqual([
    "1 / 2 / span 1 / span 1",
    "1 / 1 / span 2 / span 1",
    "2 / 2 / span 1 / span 1",
  ]);
});

test("many others take two columns", () => {
  expect(areas(6, 0, "main", false)).toEqual([
    "1 / 1 / span 3 / span 1",
    ...["1 / 2", "1 / 3", "2 / 2", "2 / 3", "3 / 2"].map((at) => `${at} / span 1 / span 1`),
  ]);
});

test("on a phone the others stand below", () => {
  expect(areas(3, 0, "main", true)).toEqual([
    "1 / 1 / span 2 / span 2",
    "3 / 1 / span 1 / span 1",
    "3 / 2 / span 1 / span 1",
  ]);
  expect(layoutOf(2, 0, "main", true)).toMatchObject({
    rows: 3,
    columns: "repeat(1, minmax(0, 1fr))",
  });
});

test.each([
  [2, false, 2, 1],
  [5, false, 3, 2],
  [9, false, 3, 3],
  [3, true, 1, 3],
  [9, true, 2, 5],
])("%d of one size (narrow: %s) take %d columns and %d rows", (count, isNarrow, across, rows) => {
  const layout = layoutOf(count, 0, "equal", isNarrow);
  expect(layout).toMatchObject({ columns: `repeat(${across}, minmax(0, 1fr))`, rows });
  expect(new Set(layout.places.map(areaOf)).size).toBe(count);
});
