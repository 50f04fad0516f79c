import assert from "node:assert/strict";
import test from "node:test";

import {
  momentAtPlace,
  placeInDay,
  recordedSpans,
} from "../../../playback/static/playback/timeline.js";

const DAY = { start_ms: 1_000_000, length_ms: 86_400_000, spans: [] };

test("spans are read from pairs of a gap and a length", () => {
  const spans = recordedSpans({ ...DAY, spans: [0, 3_600_000, 60_000, 5_000, 1, 2] });
  assert.deepEqual(spans, [
    { startMs: 1_000_000, endMs: 4_600_000 },
    { startMs: 4_660_000, endMs: 4_665_000 },
    { startMs: 4_665_001, endMs: 4_665_003 },
  ]);
});

test("a day without recordings has no spans", () => {
  assert.deepEqual(recordedSpans(DAY), []);
});

test("a place in the day is a moment, and back", () => {
  assert.equal(placeInDay(DAY, 1_000_000 + 43_200_000), 0.5);
  assert.equal(momentAtPlace(DAY, 0), 1_000_000);
  assert.equal(placeInDay(DAY, 999_999) < 0, true);
});

test("a click at the edge stays within the day, of 23 hours too", () => {
  const short = { ...DAY, length_ms: 82_800_000 };
  assert.equal(momentAtPlace(short, 1), 1_000_000 + 82_799_999);
  assert.equal(momentAtPlace(short, 1.2), 1_000_000 + 82_799_999);
  assert.equal(momentAtPlace(short, -0.1), 1_000_000);
});
