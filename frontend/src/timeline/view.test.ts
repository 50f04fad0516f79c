import { expect, test } from "vitest";

import { createView, LONGEST_MS } from "./view";

const NOW = Date.UTC(2026, 10, 20, 18);
const AT = NOW - 10 * 86_400_000;

test("a view begins as a day around the moment, or as long as asked for", () => {
  expect(createView(AT).get()).toEqual({ startMs: AT - 43_200_000, lengthMs: 86_400_000 });
  expect(createView(NOW, null, () => NOW).get()).toEqual({
    startMs: NOW - 0.92 * 86_400_000,
    lengthMs: 86_400_000,
  });
  expect(createView(AT, 60_000).get()).toEqual({ startMs: AT - 30_000, lengthMs: 60_000 });
  expect(createView(AT, 1e15, () => NOW).get().lengthMs).toBe(LONGEST_MS);
});

test("it zooms around a moment, pans, and comes to what is to be seen", () => {
  const view = createView(AT, 60_000, () => NOW);
  view.zoom(2, AT);
  expect(view.get()).toEqual({ startMs: AT - 60_000, lengthMs: 120_000 });
  view.panBy(30_000);
  expect(view.get()).toEqual({ startMs: AT - 30_000, lengthMs: 120_000 });
  view.keepInSight(AT + 1e7);
  expect(view.get()).toEqual({ startMs: AT + 1e7 - 60_000, lengthMs: 120_000 });
  view.show({ startMs: NOW + 5, lengthMs: 120_000 });
  expect(view.get()).toEqual({ startMs: NOW - 30_000, lengthMs: 120_000 });
});

test("listeners hear of what moved, and of nothing else", () => {
  const view = createView(AT, 60_000, () => NOW);
  let heard = 0;
  const end = view.subscribe(() => heard++);
  view.keepInSight(AT);
  view.show({ ...view.get() });
  expect(heard).toBe(0);
  view.panBy(1);
  view.zoom(0.5, AT);
  expect(heard).toBe(2);
  end();
  view.panBy(1);
  expect(heard).toBe(2);
});
