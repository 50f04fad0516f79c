import { afterEach, beforeEach, expect, test, vi } from "vitest";

const NOW_MS = Date.parse("2026-11-20T12:00:00Z");

beforeEach(() => {
  vi.useFakeTimers({ now: NOW_MS });
  vi.resetModules();
});
afterEach(() => vi.useRealTimers());

const dateAt = (atMs: number) => new Date(atMs).toUTCString();

test("is the desk's until an answer is heard", async () => {
  const { serverMs, serverNow } = await import("./serverClock");
  expect(serverMs()).toBe(NOW_MS);
  expect(serverNow.get()).toBe(NOW_MS);
});

test("goes on from what an answer says, however wrong the desk's is", async () => {
  const { heardDate, serverMs, serverNow } = await import("./serverClock");
  heardDate(dateAt(NOW_MS + 300_000));
  expect(serverMs()).toBe(NOW_MS + 300_500);
  expect(serverNow.get()).toBe(NOW_MS + 300_500);
  vi.advanceTimersByTime(10_000);
  expect(serverNow.get()).toBe(NOW_MS + 310_500);
});

test("an answer's way, and no date at all, move nothing", async () => {
  const { heardDate, serverMs } = await import("./serverClock");
  heardDate(dateAt(NOW_MS - 2_000));
  heardDate(null);
  heardDate("yesterday");
  expect(serverMs()).toBe(NOW_MS);
});
