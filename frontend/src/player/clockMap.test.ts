import { describe, expect, test } from "vitest";

import {
  borderAt,
  clockMapOf,
  EMPTY_MAP,
  endPosition,
  endsOf,
  fragmentAt,
  momentsAround,
  positionAt,
  stretchesOf,
  wallAt,
} from "./clockMap";

const NOON = Date.UTC(2026, 2, 10, 12);

/** Fragments of [wall start in ms after noon, seconds], one after another in media time. */
function mapOf(...told: [number, number][]) {
  let start = 0;
  return clockMapOf(
    told.map(([afterNoon, duration]) => {
      const fragment = { start, duration, programDateTime: NOON + afterNoon };
      start += duration;
      return fragment;
    }),
  );
}

// Two fragments; a minute's gap; two more, of which the last begins 40 ms late (a new file).
const MAP = mapOf([0, 2], [2000, 2], [64000, 2], [66040, 1]);

function afterNoon(ms: number | null): number | null {
  return ms === null ? null : Math.round((ms - NOON) * 1000) / 1000;
}

describe("from a moment to media time", () => {
  test("a moment inside a fragment lies as far into it", () => {
    const moments = [0, 1, 1999, 2000, 3999, 64000, 65500, 66040, 67039];
    expect(moments.map((ms) => positionAt(MAP, NOON + ms))).toEqual([
      0, 0.001, 1.999, 2, 3.999, 4, 5.5, 6, 6.999,
    ]);
  });

  test("a moment in a gap, before the first fragment or after the last is nowhere", () => {
    for (const ms of [-501, 4000, 30000, 63499, 67040, 1e9]) {
      expect(positionAt(MAP, NOON + ms), String(ms)).toBeNull();
    }
    expect(positionAt(EMPTY_MAP, NOON)).toBeNull();
  });

  test("between two files of a recording that nearly touch the later one is shown", () => {
    expect(positionAt(MAP, NOON + 66010)).toBe(6);
  });

  test("just before the first fragment is its beginning", () => {
    expect(positionAt(MAP, NOON - 400)).toBe(0);
  });

  test("where files overlap, the later one is shown", () => {
    expect(positionAt(mapOf([0, 2], [1500, 2]), NOON + 1600)).toBe(2.1);
  });

  test("a fragment of no known clock is left out", () => {
    const map = clockMapOf([
      { start: 0, duration: 2, programDateTime: null },
      { start: 2, duration: 2, programDateTime: NOON },
    ]);
    expect([...map.starts]).toEqual([2]);
  });
});

describe("from media time to the moment", () => {
  test("the moment leaps over a gap, and never lies in it", () => {
    const positions = [0, 1.5, 3.999, 4, 5.9, 6, 6.5];
    expect(positions.map((at) => afterNoon(wallAt(MAP, at)))).toEqual([
      0, 1500, 3999, 64000, 65900, 66040, 66540,
    ]);
  });

  test("outside the media the nearest end of it is shown", () => {
    expect(afterNoon(wallAt(MAP, -1))).toBe(0);
    expect(afterNoon(wallAt(MAP, 100))).toBe(67040);
    expect(wallAt(EMPTY_MAP, 0)).toBeNull();
  });

  test("a moment is shown where it was looked for", () => {
    for (let ms = 0; ms < 67040; ms += 7) {
      const position = positionAt(MAP, NOON + ms);
      if (position === null || (ms >= 66000 && ms < 66040)) continue;
      expect(Math.abs(Number(wallAt(MAP, position)) - NOON - ms), String(ms)).toBeLessThan(0.01);
    }
  });
});

test("around a gap lie the end of what was before and the start of what came after", () => {
  const around = (ms: number) => {
    const { beforeMs, afterMs } = momentsAround(MAP, NOON + ms);
    return [afterNoon(beforeMs), afterNoon(afterMs)];
  };
  expect(around(30000)).toEqual([4000, 64000]);
  expect(around(-5000)).toEqual([null, 0]);
  expect(around(90000)).toEqual([67040, null]);
  expect(momentsAround(EMPTY_MAP, NOON)).toEqual({ beforeMs: null, afterMs: null });
});

test("a map begins and ends with its fragments", () => {
  expect(endsOf(MAP)).toEqual({ startMs: NOON, endMs: NOON + 67040 });
  expect(endsOf(EMPTY_MAP)).toBeNull();
  expect(endPosition(MAP)).toBe(7);
  expect(endPosition(EMPTY_MAP)).toBe(0);
});

test("the fragment of a media time begins with its key frame", () => {
  const starts = [-1, 0, 1.99, 2, 3.5, 99].map((at) => fragmentAt(MAP, at).start);
  expect(starts).toEqual([0, 0, 0, 2, 2, 6]);
  expect(fragmentAt(MAP, 6.5)).toEqual({ start: 6, duration: 1 });
  expect(fragmentAt(EMPTY_MAP, 3)).toEqual({ start: 0, duration: 0 });
});

test("a fragment is found again by its moment, a little off or not", () => {
  const moments = [0, 2000, 2030, 1980, 66030, 1000, 63000, 67040, 90000];
  expect(moments.map((ms) => borderAt(MAP, NOON + ms))).toEqual([
    0,
    2,
    2,
    2,
    6,
    null,
    null,
    null,
    null,
  ]);
  expect(borderAt(mapOf([0, 0.3], [300, 0.3]), NOON + 200)).toBe(0.3);
});

test("ranges of media time are stretches of the clock, cut at gaps", () => {
  const told = (ranges: [number, number][]) =>
    stretchesOf(MAP, ranges).map(({ startMs, endMs }) => [afterNoon(startMs), afterNoon(endMs)]);
  expect(told([[0.5, 3]])).toEqual([[500, 3000]]);
  expect(told([[1, 6.5]])).toEqual([
    [1000, 4000],
    [64000, 66540],
  ]);
  expect(
    told([
      [0, 1],
      [2, 2.5],
    ]),
  ).toEqual([
    [0, 1000],
    [2000, 2500],
  ]);
  expect(told([[7.5, 9]])).toEqual([]);
  expect(stretchesOf(EMPTY_MAP, [[0, 1]])).toEqual([]);
});
