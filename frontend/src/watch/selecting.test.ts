import { expect, test } from "vitest";

import { NOTHING_SELECTED } from "../app/address";
import { isEmpty, stretchOf, withIn, withOut } from "./selecting";

test("both ends in either order make a stretch", () => {
  expect(withOut(withIn(NOTHING_SELECTED, 10), 20)).toEqual({ inMs: 10, outMs: 20 });
  expect(withIn(withOut(NOTHING_SELECTED, 20), 10)).toEqual({ inMs: 10, outMs: 20 });
});

test("an end on the wrong side of the new one goes", () => {
  expect(withIn({ inMs: 10, outMs: 20 }, 20)).toEqual({ inMs: 20, outMs: null });
  expect(withOut({ inMs: 10, outMs: 20 }, 10)).toEqual({ inMs: null, outMs: 10 });
});

test("it is a stretch with both ends alone, and empty without either", () => {
  expect(stretchOf({ inMs: 10, outMs: null })).toBeNull();
  expect(stretchOf({ inMs: null, outMs: 20 })).toBeNull();
  expect(stretchOf({ inMs: 10, outMs: 20 })).toEqual({ startMs: 10, endMs: 20 });
  expect(stretchOf({ inMs: 10, outMs: 10 })).toBeNull();
  expect([isEmpty(NOTHING_SELECTED), isEmpty({ inMs: null, outMs: 1 })]).toEqual([true, false]);
});
