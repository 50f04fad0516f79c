import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { createAlarm } from "./alarm";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("who keeps asking does not put it off", () => {
  const run = vi.fn();
  const alarm = createAlarm(run);
  for (let turn = 0; turn < 10; turn++) {
    alarm.set(60);
    vi.advanceTimersByTime(20);
  }
  expect(run).toHaveBeenCalledTimes(3); // every 60 ms of 200
});

test("what is wanted sooner is done sooner, and once", () => {
  const run = vi.fn();
  const alarm = createAlarm(run);
  alarm.set(1_000);
  alarm.set(60);
  vi.advanceTimersByTime(59);
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2_000);
  expect(run).toHaveBeenCalledTimes(1);
});

test("what was cleared is not done, and may be set again", () => {
  const run = vi.fn();
  const alarm = createAlarm(run);
  alarm.set(10);
  alarm.clear();
  vi.advanceTimersByTime(100);
  expect(run).not.toHaveBeenCalled();
  alarm.set(500);
  vi.advanceTimersByTime(500);
  expect(run).toHaveBeenCalledTimes(1);
});
