import { expect, test } from "vitest";

import {
  clockAt,
  clockSet,
  createDrift,
  isSettled,
  orderFor,
  type Clock,
  type Follower,
} from "./wallClock";

const T = 1_795_275_183_000;
const RUNNING: Clock = { baseMs: T, setAt: 1_000, rate: 1, isRunning: true };
const STANDING: Clock = { ...RUNNING, isRunning: false };
const NOW = 3_000; // the running clock shows T + 2 s
const NOTHING = { kind: "nothing" };

function follower(rest: Partial<Follower> = {}): Follower {
  return {
    state: "playing",
    wallMs: T + 2_000,
    driftMs: 0,
    isPaused: false,
    rate: 1,
    sinceOpenMs: 10_000,
    openingMs: 300,
    gap: null,
    ...rest,
  };
}
const order = (rest: Partial<Follower>, clock = RUNNING) => orderFor(clock, NOW, follower(rest));

test("the clock runs at its rate, or stands", () => {
  expect(clockAt(RUNNING, NOW)).toBe(T + 2_000);
  expect(clockAt({ ...RUNNING, rate: 4 }, NOW)).toBe(T + 8_000);
  expect(clockAt(STANDING, NOW)).toBe(T);
});

test("a change begins at the moment that is shown", () => {
  const faster = clockSet(RUNNING, NOW, { rate: 2 });
  expect(clockAt(faster, NOW)).toBe(T + 2_000);
  expect(clockAt(faster, NOW + 1_000)).toBe(T + 4_000);
  const stood = clockSet(faster, NOW + 1_000, { isRunning: false });
  expect(clockAt(stood, NOW + 9_000)).toBe(T + 4_000);
  expect(clockAt(clockSet(stood, NOW, { baseMs: T, isRunning: true }), NOW + 5)).toBe(T + 10);
});

test.each([0, 40, -40])("off by %d ms is well", (driftMs) => {
  expect(order({ driftMs })).toEqual(NOTHING);
});

test.each([
  [60, 0.95],
  [-60, 1.05],
  [400, 0.85],
  [-900, 1.15],
])("off by %d ms plays at %d", (driftMs, rate) => {
  expect(order({ driftMs })).toEqual({ kind: "rate", rate });
});

test("what is nudged is so until it is there, then plays as the clock does", () => {
  expect(order({ driftMs: -30, rate: 1.05 })).toEqual(NOTHING);
  expect(order({ driftMs: -300, rate: 1.05 })).toEqual({ kind: "rate", rate: 1.15 });
  expect(order({ driftMs: -10, rate: 1.05 })).toEqual({ kind: "rate", rate: 1 });
});

test("at a high rate more is near", () => {
  const fast = { ...RUNNING, rate: 8 };
  expect(order({ driftMs: 300, rate: 8 }, fast)).toEqual(NOTHING);
  expect(order({ driftMs: 400, rate: 8 }, fast)).toEqual({ kind: "rate", rate: 8 * 0.95 });
  expect(order({ driftMs: 7_000, rate: 8 }, fast)).toEqual({ kind: "rate", rate: 8 * 0.85 });
});

test("far off, its moment is opened, as much ahead as opening takes", () => {
  const open = { kind: "open", atMs: T + 2_300, isPaused: false };
  expect(order({ driftMs: 1_500 })).toEqual(open);
  expect(order({ driftMs: -1_500 })).toEqual(open);
  expect(order({ wallMs: null })).toEqual(open);
  expect(order({ state: "end" })).toEqual(open);
  expect(order({ state: "gap" })).toEqual(open);
  expect(order({ state: "idle" }, STANDING)).toEqual({ kind: "open", atMs: T, isPaused: true });
});

test("it is not asked for again and again", () => {
  expect(order({ driftMs: 1_500, sinceOpenMs: 1_000 })).toEqual(NOTHING);
  expect(order({ driftMs: 1_500, state: "loading", sinceOpenMs: 5_000 })).toEqual(NOTHING);
  expect(order({ driftMs: 1_500, state: "loading", sinceOpenMs: 7_000 })).toMatchObject({
    kind: "open",
  });
});

test("it stands and runs with the clock", () => {
  expect(order({}, STANDING)).toEqual({ kind: "pause" });
  expect(order({ isPaused: true, state: "paused" }, STANDING)).toEqual(NOTHING);
  expect(order({ isPaused: true, driftMs: -20 })).toEqual({ kind: "play", rate: 1 });
  expect(order({ isPaused: true, driftMs: 200 })).toEqual(NOTHING); // the clock comes to it
});

test.each(["codec", "browser", "missing", "signed_out", "broken", "network", "live"] as const)(
  "in the state %s nothing is asked of it",
  (state) => {
    expect(order({ state, driftMs: 9_000 })).toEqual(NOTHING);
  },
);

test("in a gap it rests, and waits at the end of it when that is near", () => {
  const far = { gap: { endMs: T + 60_000 } };
  expect(order(far)).toEqual({ kind: "pause" });
  expect(order({ ...far, isPaused: true })).toEqual(NOTHING);
  expect(order({ gap: { endMs: null }, isPaused: true })).toEqual(NOTHING);
  const near = { gap: { endMs: T + 3_000 }, isPaused: true };
  const open = { kind: "open", atMs: T + 3_000, isPaused: true };
  expect(order({ ...near, wallMs: T - 90_000 })).toEqual(open);
  expect(order({ ...near, wallMs: null })).toEqual(open);
  expect(order({ ...near, wallMs: T + 3_000, isPaused: false })).toEqual(open);
  expect(order({ ...near, wallMs: T + 3_000 })).toEqual(NOTHING);
  expect(order({ ...near, wallMs: T, state: "loading", sinceOpenMs: 100 })).toEqual(NOTHING);
  expect(order(near, { ...STANDING, baseMs: T + 2_500 })).toEqual(NOTHING);
});

test("nobody waits for what shows its frame, or has none", () => {
  expect(isSettled({ state: "loading", gap: null })).toBe(false);
  expect(isSettled({ state: "idle", gap: null })).toBe(false);
  expect(isSettled({ state: "paused", gap: null })).toBe(true);
  expect(isSettled({ state: "codec", gap: null })).toBe(true);
  expect(isSettled({ state: "loading", gap: { endMs: null } })).toBe(true);
});

test("a single late frame is no drift", () => {
  const drift = createDrift();
  expect(drift.get()).toBe(0);
  for (const sample of [10, 12, -80, 11, 9, 10, 300, 12]) drift.add(sample);
  expect(drift.get()).toBe(11);
  drift.clear();
  expect(drift.get()).toBe(0);
});
