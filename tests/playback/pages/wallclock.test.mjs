import assert from "node:assert/strict";
import test from "node:test";

import { momentsAround, positionAt, wallAt } from "../../../playback/static/playback/wallclock.js";

const NOON = Date.UTC(2026, 2, 10, 12);

/** Fragments of [wall start in ms after noon, seconds], one after another in media time. */
function fragments(...told) {
  let start = 0;
  return told.map(([afterNoon, duration]) => {
    const fragment = { start, duration, programDateTime: NOON + afterNoon };
    start += duration;
    return fragment;
  });
}

// Two fragments; a minute's gap; two more, of which the last begins 40 ms late (a new file).
const PLAYLIST = fragments([0, 2], [2000, 2], [64000, 2], [66040, 1]);

test("a moment inside a fragment lies as far into it", () => {
  const positions = [0, 1, 1999, 2000, 3999, 64000, 65500, 66040, 67039];
  assert.deepEqual(
    positions.map((ms) => positionAt(PLAYLIST, NOON + ms)),
    [0, 0.001, 1.999, 2, 3.999, 4, 5.5, 6, 6.999],
  );
});

test("a moment in a gap, before the first fragment or after the last is nowhere", () => {
  for (const ms of [-501, 4000, 30000, 63499, 67040, 1e9]) {
    assert.equal(positionAt(PLAYLIST, NOON + ms), null, `${ms}`);
  }
  assert.equal(positionAt([], NOON), null);
});

test("between two files of a recording that nearly touch the later one is shown", () => {
  assert.equal(positionAt(PLAYLIST, NOON + 66010), 6);
});

test("just before the first fragment is its beginning", () => {
  assert.equal(positionAt(PLAYLIST, NOON - 400), 0);
});

test("where files overlap, the later one is shown", () => {
  const overlapping = fragments([0, 2], [1500, 2]);
  assert.equal(positionAt(overlapping, NOON + 1600), 2.1);
});

test("the moment shown leaps over a gap, and never lies in it", () => {
  const walls = [0, 1.5, 3.999, 4, 5.9, 6, 6.5].map((at) => wallAt(PLAYLIST, at) - NOON);
  assert.deepEqual(walls, [0, 1500, 3999, 64000, 65900, 66040, 66540]);
});

test("outside the media the nearest end of it is shown", () => {
  assert.equal(wallAt(PLAYLIST, -1) - NOON, 0);
  assert.equal(wallAt(PLAYLIST, 100) - NOON, 67040);
  assert.equal(wallAt([], 0), null);
});

test("a moment is shown where it was looked for", () => {
  for (let ms = 0; ms < 67040; ms += 7) {
    const position = positionAt(PLAYLIST, NOON + ms);
    if (position === null || (ms >= 66000 && ms < 66040)) continue;
    assert.ok(Math.abs(wallAt(PLAYLIST, position) - NOON - ms) < 0.01, `${ms}`);
  }
});

test("around a gap lie the end of what was before and the start of what came after", () => {
  const around = (ms) => momentsAround(PLAYLIST, NOON + ms);
  assert.deepEqual(around(30000), { before: NOON + 4000, after: NOON + 64000 });
  assert.deepEqual(around(-5000), { before: null, after: NOON });
  assert.deepEqual(around(90000), { before: NOON + 67040, after: null });
  assert.deepEqual(momentsAround([], NOON), { before: null, after: null });
});
