import { expect, test } from "vitest";

import {
  arrange,
  BETWEEN_PX,
  CAPTION_PX,
  LAYOUTS,
  moveOf,
  pageOf,
  pictureWidth,
  rowsOf,
} from "./tiles";

test.each(["1", "4", "9", "16", "25"] as const)("%s tiles fit without scrolling", (layout) => {
  const [width, height] = [1904, 960];
  const { columns, perPage, tilePx } = arrange(layout, width, height, CAPTION_PX.coarse);
  expect([columns * columns, perPage]).toEqual([Number(layout), Number(layout)]);
  const between = BETWEEN_PX * (columns - 1);
  const allWide = tilePx * columns + between;
  const allTall = ((tilePx * 9) / 16 + CAPTION_PX.coarse) * columns + between;
  expect(allWide).toBeLessThanOrEqual(width);
  expect(allTall).toBeLessThanOrEqual(height);
  const isFull = allWide > width - columns || allTall > height - columns;
  expect(isFull).toBe(true);
});

test("tiles do not shrink for ever in a low window: then they are scrolled", () => {
  expect(arrange("25", 1264, 200).tilePx).toBe(160);
  expect(arrange("25", 640, 100).tilePx).toBe(121);
});

test("automatic: as many columns as fit", () => {
  expect(arrange("auto", 1904, 960)).toEqual({ columns: 5, perPage: 60, tilePx: 374 });
  expect(arrange("auto", 1264, 700)).toEqual({ columns: 3, perPage: 60, tilePx: 416 });
  expect(arrange("auto", 600, 700)).toEqual({ columns: 1, perPage: 60, tilePx: 600 });
});

test("one or two columns on phones", () => {
  expect(LAYOUTS.map((layout) => arrange(layout, 344, 600))).toEqual([
    { columns: 1, perPage: 60, tilePx: 344 },
    { columns: 1, perPage: 1, tilePx: 344 },
    { columns: 2, perPage: 4, tilePx: 168 },
    { columns: 2, perPage: 9, tilePx: 168 },
    { columns: 2, perPage: 16, tilePx: 168 },
    { columns: 2, perPage: 25, tilePx: 168 },
  ]);
  expect(arrange("auto", 500, 300).columns).toBe(2);
});

test("pages, and the nearest for one that is not there", () => {
  expect(pageOf(34, 9, 0)).toEqual({ page: 0, pages: 4, from: 0, to: 9 });
  expect(pageOf(34, 9, 3)).toEqual({ page: 3, pages: 4, from: 27, to: 34 });
  expect(pageOf(34, 9, 7)).toEqual({ page: 3, pages: 4, from: 27, to: 34 });
  expect(pageOf(34, 9, -1).page).toBe(0);
  expect(pageOf(0, 9, 2)).toEqual({ page: 0, pages: 1, from: 0, to: 0 });
});

test.each([
  ["ArrowRight", 4, 5],
  ["ArrowLeft", 4, 3],
  ["ArrowUp", 4, 1],
  ["ArrowDown", 4, 7],
  ["Home", 4, 0],
  ["End", 4, 7],
  ["ArrowRight", 7, 7],
  ["ArrowLeft", 0, 0],
  ["ArrowUp", 1, 1],
  ["ArrowDown", 6, 6],
])("%s leads from tile %i to %i", (key, from, to) => {
  expect(moveOf(key, from, 8, 3)).toEqual({ kind: "tile", index: to });
});

test("keys that turn the page, and one that means nothing", () => {
  expect(moveOf("PageUp", 0, 8, 3)).toEqual({ kind: "page", by: -1 });
  expect(moveOf("PageDown", 0, 8, 3)).toEqual({ kind: "page", by: 1 });
  expect(moveOf("a", 0, 8, 3)).toBeNull();
});

test("rows", () => {
  expect(rowsOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(rowsOf([], 3)).toEqual([]);
});

test("pictures are asked for as large as they are shown", () => {
  expect(pictureWidth(168, 1)).toBe(160);
  expect(pictureWidth(374, 1)).toBe(320);
  expect(pictureWidth(374, 3)).toBe(640);
  expect(pictureWidth(1700, 1)).toBe(1280);
});
