import { describe, expect, test } from "vitest";

import { clockMapOf, EMPTY_MAP } from "./clockMap";
import { momentOf, placeOf, urlOf, wishBeyond, type Wish } from "./wishes";

const NOON = Date.UTC(2026, 2, 10, 12);
const HOUR = 3_600_000;

// 4 s of recording, a gap of a minute, 2 s more.
const MAP = clockMapOf(
  [0, 2000, 64000].map((ms, at) => ({ start: at * 2, duration: 2, programDateTime: NOON + ms })),
);

const at = (ms: number): Wish => ({ kind: "at", atMs: NOON + ms });
const on = (ms: number, isFar = false): Wish => ({ kind: "on", fromMs: NOON + ms, isFar });
const back = (ms: number, isFar = false): Wish => ({ kind: "back", fromMs: NOON + ms, isFar });

test("a window is asked for by the moment that is wanted", () => {
  const path = "/api/playback/cameras/7/";
  expect(urlOf(7, { kind: "live" })).toBe(`${path}live.m3u8`);
  const time = (hour: number) => `${path}index.m3u8?at=2026-03-10T${hour}%3A00%3A00.000Z`;
  expect([at(0), on(0), back(0), on(0, true), back(0, true)].map((wish) => urlOf(7, wish))).toEqual(
    [12, 12, 12, 14, 10].map(time),
  );
});

test("what is wanted has its moment; live has none", () => {
  expect([at(5), on(6), back(7), { kind: "live" } as const].map(momentOf)).toEqual([
    ...[NOON + 5, NOON + 6, NOON + 7, null],
  ]);
});

describe("in the window", () => {
  test("a moment is where it was recorded, or nowhere", () => {
    expect(placeOf(MAP, at(1500), false)).toBe(1.5);
    expect(placeOf(MAP, at(30000), true)).toBeNull();
    expect(placeOf(MAP, at(67000), false)).toBeNull();
  });

  test("a moment of just now is a little before the end of the list", () => {
    expect(placeOf(MAP, at(70000), true)).toBe(3);
    expect(placeOf(MAP, at(66000 + 30000), true)).toBeNull();
    expect(placeOf(EMPTY_MAP, at(0), true)).toBeNull();
  });

  test("live begins where the list says", () => {
    expect(placeOf(MAP, { kind: "live" }, true)).toBeNull();
  });

  test("it goes on at the border, inside a fragment, or after the gap", () => {
    expect([2003, 1200, 4000, 30000, -HOUR].map((ms) => placeOf(MAP, on(ms), false))).toEqual([
      2, 1.2, 4, 4, 0,
    ]);
    expect(placeOf(MAP, on(66000), false)).toBeNull();
  });

  test("backwards it goes on with the last frame before the border, or before the gap", () => {
    const places = [2003, 63999, 30000, 90000].map((ms) => placeOf(MAP, back(ms), false));
    [1.998, 3.998, 3.999, 5.999].forEach((place, index) => {
      expect(places[index]).toBeCloseTo(place, 6);
    });
    expect(placeOf(MAP, back(0), false)).toBeNull();
    expect(placeOf(MAP, back(-HOUR), false)).toBeNull();
  });
});

describe("where a window has nothing", () => {
  test("the next one is looked at, and what its refusal names", () => {
    expect(wishBeyond(on(0), null)).toEqual(on(0, true));
    expect(wishBeyond(on(0, true), null)).toBeNull();
    const nearest = { beforeMs: NOON - HOUR, afterMs: NOON + HOUR };
    expect(wishBeyond(on(0), nearest)).toEqual(at(HOUR));
    expect(wishBeyond(back(0), nearest)).toEqual(at(-HOUR - 1));
    expect(wishBeyond(on(0), { beforeMs: 1, afterMs: null })).toBeNull();
  });

  test("a moment is not looked for elsewhere", () => {
    expect(wishBeyond(at(0), null)).toBeNull();
    expect(wishBeyond({ kind: "live" }, null)).toBeNull();
  });
});
