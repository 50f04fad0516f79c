import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { say, toasts, unsay } from "./toasts";

let lookedAt: unknown = null;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("document", { querySelector: () => lookedAt });
});
afterEach(() => {
  lookedAt = null;
  vi.runAllTimers();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const said = () => toasts.get().map(({ text }) => text);

test("what is said goes by itself; what can be taken back stays for longer", () => {
  say("news");
  say("deleted", { action: { label: "undo", run: () => undefined } });
  vi.advanceTimersByTime(8_000);
  expect(said()).toEqual(["deleted"]);
  vi.advanceTimersByTime(12_000);
  expect(said()).toEqual([]);
});

test("what is pointed at or focused stays until it has been left", () => {
  lookedAt = {};
  say("news");
  vi.advanceTimersByTime(30_000);
  expect(said()).toEqual(["news"]);
  lookedAt = null;
  vi.advanceTimersByTime(2_000);
  expect(said()).toEqual([]);
});

test("it can be put away", () => {
  say("news");
  unsay(toasts.get()[0]?.id ?? 0);
  expect(said()).toEqual([]);
});
