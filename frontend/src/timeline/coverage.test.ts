import { expect, test } from "vitest";

import type { Timeline } from "../api/types";
import {
  coverPixels,
  dayOf,
  gapOfDayAt,
  PART,
  pixelRuns,
  spanAt,
  WHOLE,
  withAdditions,
} from "./coverage";

const START = Date.UTC(2026, 10, 20, 3);
const HOUR = 3_600_000;

function told(rest: Partial<Timeline>): Timeline {
  return {
    camera: 7,
    day: "2026-11-20",
    time_zone: "America/Sao_Paulo",
    start_ms: START,
    length_ms: 24 * HOUR,
    now_ms: null,
    spans: [],
    gap_reasons: [0],
    codecs: [],
    markers: { unit_ms: 100, deltas: [], kinds: [] },
    clips: [],
    holds: [],
    retention: { day_number: 1, of_days: 7, plan: "Basic", oldest_ms: null, expires_ms: null },
    ...rest,
  };
}

function plain({ starts, ends }: { starts: Float64Array; ends: Float64Array }) {
  return [...starts].map((start, place) => [start - START, Number(ends[place]) - START]);
}

const FULL = dayOf(
  told({
    spans: [HOUR, 2 * HOUR, 60_000, HOUR, 0, HOUR],
    gap_reasons: [6, 1, 0, 77],
    markers: { unit_ms: 100, deltas: [36_000, 5, 0], kinds: [0, 1, 2] },
    clips: [[HOUR, 5_000, 3]],
    holds: [[0, HOUR, 9]],
  }),
);

test("the compact form adds up to spans, gaps with their reasons, markers, clips and holds", () => {
  expect(plain(FULL.spans)).toEqual([
    [HOUR, 3 * HOUR],
    [3 * HOUR + 60_000, 4 * HOUR + 60_000],
    [4 * HOUR + 60_000, 5 * HOUR + 60_000],
  ]);
  expect(FULL.gaps).toEqual([
    { startMs: START, endMs: START + HOUR, reason: 6 },
    { startMs: START + 3 * HOUR, endMs: START + 3 * HOUR + 60_000, reason: 1 },
    { startMs: START + 5 * HOUR + 60_000, endMs: START + 24 * HOUR, reason: 0 },
  ]);
  expect([...FULL.markers.at].map((at) => at - START)).toEqual([HOUR, HOUR + 500, HOUR + 500]);
  expect([...FULL.markers.kinds]).toEqual([0, 1, 2]);
  expect(FULL.clips).toEqual([{ startMs: START + HOUR, endMs: START + HOUR + 5_000, id: 3 }]);
  expect(FULL.holds).toEqual([{ startMs: START, endMs: START + HOUR, id: 9 }]);
  expect(FULL).toMatchObject({ date: "2026-11-20", startMs: START, lengthMs: 24 * HOUR });
});

test("a day without a span is one gap, with each reason that there is", () => {
  for (const reason of [0, 1, 2, 3, 4, 5, 6]) {
    expect(dayOf(told({ gap_reasons: [reason] })).gaps).toEqual([
      { startMs: START, endMs: START + 24 * HOUR, reason },
    ]);
  }
  expect(dayOf(told({ spans: [1], gap_reasons: [] })).gaps[0]?.reason).toBe(0);
});

test("what was added takes the place of all from there on", () => {
  const since = START + 4 * HOUR + 60_000;
  const day = withAdditions(
    FULL,
    told({
      now_ms: since + 3 * HOUR,
      spans: [4 * HOUR + 60_000, HOUR, 60_000, HOUR],
      gap_reasons: [0, 3, 0],
      markers: { unit_ms: 100, deltas: [4 * 36_000 + 700], kinds: [1] },
      holds: [],
    }),
    since,
  );
  expect(plain(day.spans)).toEqual([
    [HOUR, 3 * HOUR],
    [3 * HOUR + 60_000, 5 * HOUR + 60_000],
    [5 * HOUR + 120_000, 6 * HOUR + 120_000],
  ]);
  expect(day.gaps.map(({ reason }) => reason)).toEqual([6, 1, 3, 0]);
  expect([...day.markers.at].map((at) => at - START)).toEqual([
    HOUR,
    HOUR + 500,
    HOUR + 500,
    4 * HOUR + 70_000,
  ]);
  expect([...day.markers.kinds]).toEqual([0, 1, 2, 1]);
  expect(day.holds).toEqual([]);
});

test("an addition in the middle of a span or a gap leaves no seam", () => {
  const within = START + 2 * HOUR;
  const longer = withAdditions(
    FULL,
    told({ spans: [2 * HOUR, 3 * HOUR], gap_reasons: [0, 2] }),
    within,
  );
  expect(plain(longer.spans)).toEqual([[HOUR, 5 * HOUR]]);
  expect(longer.gaps.map(({ reason }) => reason)).toEqual([6, 2]);
  const dark = START + 6 * HOUR;
  const offline = withAdditions(FULL, told({ gap_reasons: [1] }), dark);
  expect(plain(offline.spans)).toEqual(plain(FULL.spans));
  expect(offline.gaps.at(-1)).toEqual({
    startMs: START + 5 * HOUR + 60_000,
    endMs: START + 24 * HOUR,
    reason: 1,
  });
  const first = withAdditions(
    dayOf(told({ gap_reasons: [2] })),
    told({ spans: [HOUR, 23 * HOUR], gap_reasons: [0, 0] }),
    START + HOUR,
  );
  expect(first.gaps).toEqual([{ startMs: START, endMs: START + HOUR, reason: 2 }]);
});

test("a gap of which nothing was told has no reason", () => {
  // The answer calls it an hour of footage that had been told as a gap's neighbour before.
  const gone = withAdditions(
    FULL,
    told({ spans: [5 * HOUR, HOUR], gap_reasons: [0, 4] }),
    START + 5 * HOUR,
  );
  expect(gone.gaps.map(({ reason }) => reason)).toEqual([6, 1, 4]);
  const hole = { ...FULL, gaps: [] };
  expect(
    withAdditions(hole, told({ spans: [5 * HOUR, HOUR], gap_reasons: [0, 4] }), START + 5 * HOUR)
      .gaps,
  ).toEqual([
    { startMs: START, endMs: START + HOUR, reason: 0 },
    { startMs: START + 3 * HOUR, endMs: START + 3 * HOUR + 60_000, reason: 0 },
    { startMs: START + 6 * HOUR, endMs: START + 24 * HOUR, reason: 4 },
  ]);
});

test("a moment's span and gap are found, their ends being outside", () => {
  expect(spanAt(FULL.spans, START + HOUR - 1)).toBe(-1);
  expect(spanAt(FULL.spans, START + HOUR)).toBe(0);
  expect(spanAt(FULL.spans, START + 3 * HOUR - 1)).toBe(0);
  expect(spanAt(FULL.spans, START + 3 * HOUR)).toBe(-1);
  expect(spanAt(FULL.spans, START + 5 * HOUR)).toBe(2);
  expect(spanAt({ starts: new Float64Array(), ends: new Float64Array() }, 5)).toBe(-1);
  expect(gapOfDayAt(FULL.gaps, START)?.reason).toBe(6);
  expect(gapOfDayAt(FULL.gaps, START + HOUR)).toBeUndefined();
  expect(gapOfDayAt(FULL.gaps, START + 3 * HOUR + 1)?.reason).toBe(1);
  expect(gapOfDayAt(FULL.gaps, START + 24 * HOUR)).toBeUndefined();
});

function runsOf(
  pairs: [number, number][],
  widthPx: number,
  range: { startMs: number; lengthMs: number },
) {
  const cover = new Float32Array(widthPx);
  const spans = {
    starts: Float64Array.from(pairs.map(([start]) => start)),
    ends: Float64Array.from(pairs.map(([, end]) => end)),
  };
  coverPixels(spans, range, cover);
  const runs: [number, number, number][] = [];
  pixelRuns(cover, (from, to, kind) => runs.push([from, to, kind]));
  return runs;
}

test("each pixel is drawn once: wholly recorded, or in part", () => {
  const range = { startMs: 0, lengthMs: 1000 };
  expect(
    runsOf(
      [
        [100, 450],
        [500, 520],
      ],
      10,
      range,
    ),
  ).toEqual([
    [1, 4, WHOLE],
    [4, 6, PART],
  ]);
  expect(runsOf([[-500, 2000]], 10, range)).toEqual([[0, 10, WHOLE]]);
  expect(
    runsOf(
      [
        [-500, -100],
        [1000, 1100],
      ],
      10,
      range,
    ),
  ).toEqual([]);
  expect(runsOf([], 10, range)).toEqual([]);
});

test("spans and gaps shorter than a pixel are seen as parts of one", () => {
  const range = { startMs: 0, lengthMs: 1000 };
  expect(
    runsOf(
      [
        [301, 303],
        [305, 307],
      ],
      10,
      range,
    ),
  ).toEqual([[3, 4, PART]]);
  expect(
    runsOf(
      [
        [0, 340],
        [345, 1000],
      ],
      10,
      range,
    ),
  ).toEqual([
    [0, 3, WHOLE],
    [3, 4, PART],
    [4, 10, WHOLE],
  ]);
  // A joint of files is no gap.
  expect(
    runsOf(
      [
        [0, 340],
        [340.2, 1000],
      ],
      10,
      range,
    ),
  ).toEqual([[0, 10, WHOLE]]);
});
