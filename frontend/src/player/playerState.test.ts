import { describe, expect, test } from "vitest";

import {
  after,
  loopAfterGap,
  situationAtFirst,
  snapshotOf,
  stateOf,
  type PlayerEvent,
  type Situation,
} from "./playerState";

const START = situationAtFirst(0.5, true);
const OPEN: PlayerEvent = { kind: "asked", atMs: 5000 };
const ARRIVED: PlayerEvent = { kind: "arrived" };
const PLAY: PlayerEvent = { kind: "told", of: { isPaused: false } };

function come(...events: PlayerEvent[]): Situation {
  return events.reduce(after, START);
}

function state(...events: PlayerEvent[]) {
  return stateOf(come(...events));
}

describe("the state that is told", () => {
  test("nothing, then loading, then paused or playing", () => {
    expect(state()).toBe("idle");
    expect(state(OPEN)).toBe("loading");
    expect(state(OPEN, ARRIVED)).toBe("paused");
    expect(state(OPEN, ARRIVED, PLAY)).toBe("playing");
  });

  test("what was asked for without a moment is live, unless it is paused", () => {
    const live: PlayerEvent = { kind: "asked", atMs: null };
    expect(state(live, PLAY, ARRIVED)).toBe("live");
    expect(state(live, ARRIVED)).toBe("paused");
    expect(come(live, OPEN).isLive).toBe(false);
  });

  test("a quiet step does not load", () => {
    expect(state(OPEN, ARRIVED, { kind: "asked", atMs: 1, isQuiet: true })).toBe("paused");
  });

  test("a dry buffer loads until a frame is painted", () => {
    const dry: PlayerEvent = { kind: "told", of: { isStalled: true } };
    expect(state(OPEN, ARRIVED, PLAY, dry)).toBe("loading");
    expect(state(OPEN, ARRIVED, PLAY, dry, { kind: "painted", wallMs: 1 })).toBe("playing");
  });

  test("nobody waits for the next frame of a picture that is paused", () => {
    const dry: PlayerEvent = { kind: "told", of: { isStalled: true } };
    const pause: PlayerEvent = { kind: "told", of: { isPaused: true } };
    expect(state(OPEN, ARRIVED, PLAY, dry, pause)).toBe("paused");
    expect(state(OPEN, ARRIVED, PLAY, dry, pause, PLAY)).toBe("loading");
  });

  test("a server that is away is told while the buffer plays", () => {
    const away: PlayerEvent = { kind: "told", of: { isAway: true } };
    expect(state(OPEN, ARRIVED, PLAY, away)).toBe("network");
    expect(state(OPEN, ARRIVED, PLAY, away, { kind: "told", of: { isAway: false } })).toBe(
      "playing",
    );
    // A frame of the buffer is no answer of the server.
    expect(state(OPEN, away, ARRIVED)).toBe("network");
  });

  test("a failure stays until something else is asked for", () => {
    const gone: PlayerEvent = { kind: "failed", failure: "signed_out" };
    expect(state(OPEN, gone, { kind: "painted", wallMs: 7 })).toBe("signed_out");
    expect(state(OPEN, gone, OPEN)).toBe("loading");
    expect(state(OPEN, gone, { kind: "scrubbed", atMs: 3 }, ARRIVED)).toBe("paused");
  });
});

describe("the moment that is told", () => {
  test("is the wanted one until it is there, then the painted one", () => {
    const wall = (...events: PlayerEvent[]) => snapshotOf(come(...events), null).wallMs;
    const painted: PlayerEvent = { kind: "painted", wallMs: 4990 };
    expect(wall()).toBeNull();
    expect(wall(painted, OPEN)).toBe(5000);
    expect(wall(OPEN, painted, ARRIVED)).toBe(4990);
    expect(wall(painted, { kind: "scrubbed", atMs: 77 })).toBe(77);
    expect(wall(OPEN, { kind: "failed", failure: "gap" })).toBe(5000);
  });

  test("around a gap it has the moments, until another is asked for", () => {
    const nearest = { beforeMs: 1, afterMs: 9 };
    const gap = come(OPEN, { kind: "failed", failure: "gap", nearest });
    expect(snapshotOf(gap, null).nearest).toEqual(nearest);
    expect(after(gap, OPEN).nearest).toEqual({ beforeMs: null, afterMs: null });
  });
});

test("a loop that begins in a gap begins with what is recorded in it, if anything is", () => {
  const loop = { startMs: 5000, endMs: 9000 };
  const set: PlayerEvent = { kind: "told", of: { loop } };
  const gap = (afterMs: number | null): PlayerEvent => ({
    ...{ kind: "failed", failure: "gap", nearest: { beforeMs: null, afterMs } },
  });
  expect(loopAfterGap(come(set, OPEN, gap(7000)))).toEqual({ startMs: 7000, endMs: 9000 });
  expect(loopAfterGap(come(set, OPEN, gap(9000)))).toBeNull();
  expect(loopAfterGap(come(set, OPEN, gap(null)))).toBeNull();
  expect(loopAfterGap(come(set, { kind: "asked", atMs: 4000 }, gap(7000)))).toBeNull();
  expect(loopAfterGap(come(OPEN, gap(7000)))).toBeNull();
  expect(loopAfterGap(come(set, OPEN, ARRIVED))).toBeNull();
});

describe("a snapshot", () => {
  test("is the same object until something differs", () => {
    const one = snapshotOf(START, null);
    expect(snapshotOf(come({ kind: "told", of: { isStalled: false } }), one)).toBe(one);
    const other = snapshotOf(come({ kind: "told", of: { volume: 0.7 } }), one);
    expect(other).not.toBe(one);
    expect(other.volume).toBe(0.7);
  });

  test("knows of sound by the codecs", () => {
    const told = snapshotOf(come({ kind: "told", of: { codecs: "avc1.42c01e,mp4a.40.2" } }), null);
    expect([told.hasSound, told.codecs]).toEqual([true, "avc1.42c01e,mp4a.40.2"]);
  });

  test("tells what is buffered", () => {
    const buffered = [{ startMs: 1, endMs: 2 }];
    const now = come({ kind: "told", of: { buffered } });
    expect(snapshotOf(now, null).buffered).toBe(buffered);
    const tell = (...given: { startMs: number; endMs: number }[]) =>
      after(now, { kind: "told", of: { buffered: given } }).buffered;
    expect(tell({ startMs: 1, endMs: 2 })).toBe(buffered);
    expect(tell({ startMs: 1, endMs: 3 })).toEqual([{ startMs: 1, endMs: 3 }]);
    expect(tell({ startMs: 0, endMs: 2 })).toEqual([{ startMs: 0, endMs: 2 }]);
    expect(tell()).toEqual([]);
  });
});
