import { expect, test } from "vitest";

import { frameSeconds, justAfter, justBefore, NO_FRAMES, noteFrame, noteTold } from "./frames";

function seen(...positions: number[]) {
  return positions.reduce((frames, at) => noteFrame(frames, at, true), NO_FRAMES);
}

test("the shortest distance of painted frames is a frame's length", () => {
  expect(frameSeconds(seen(1, 1.04, 1.12, 1.16))).toBeCloseTo(0.04, 9);
});

test("until two frames were seen it is as short as of any usual camera", () => {
  expect(frameSeconds(NO_FRAMES)).toBe(1 / 60);
  expect(frameSeconds(seen(3))).toBe(1 / 60);
});

test("what a fragment tells counts as what was seen, if it can be", () => {
  const told = noteTold(noteTold(NO_FRAMES, 0.04), 0.05);
  expect(frameSeconds(told)).toBe(0.04);
  expect(frameSeconds(noteTold(seen(1, 1.03), 0.04))).toBeCloseTo(0.03, 9);
  expect(frameSeconds(noteTold(told, 0.0001))).toBe(0.04);
});

test("the same frame painted twice, a seek and a step back tell nothing", () => {
  expect(seen(1, 1, 0.5).seen).toEqual([]);
  expect(noteFrame(seen(1), 1.04, false)).toEqual({ ...NO_FRAMES, lastPosition: 1.04 });
});

test("only what was seen lately counts", () => {
  const quick = seen(0, 0.02);
  const slow = Array.from({ length: 60 }, (_, at) => 0.1 + at * 0.05);
  const frames = slow.reduce((now, at) => noteFrame(now, at, true), quick);
  expect(frames.seen).toHaveLength(50);
  expect(frameSeconds(frames)).toBeCloseTo(0.05, 9);
});

test("a step lands inside the next frame, and inside the one before", () => {
  const frames = seen(1, 1.04, 1.08);
  expect(justAfter(1.08, frames, 0)).toBeGreaterThan(1.12);
  expect(justAfter(1.08, frames, 0)).toBeLessThan(1.16);
  expect(justBefore(1.08)).toBeLessThan(1.08);
  expect(justBefore(1.08)).toBeGreaterThan(1.04);
});

test("a step that found the same frame looks farther, by less than a frame", () => {
  const frames = seen(1, 1.04);
  const looks = [0, 1, 2, 3].map((tries) => justAfter(1.04, frames, tries));
  looks.slice(1).forEach((look, at) => {
    const farther = look - Number(looks[at]);
    expect(farther).toBeGreaterThan(0);
    expect(farther).toBeLessThan(0.04);
  });
});
