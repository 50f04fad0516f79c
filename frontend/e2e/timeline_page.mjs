// What the tests of the timeline share.

import assert from "node:assert/strict";

import { momentIn, opened, PATIENCE_MS, scene, watchPath, waitUntil } from "./client.mjs";
import { serveDays } from "./timeline_days.mjs";

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const [first] = scene.files;
export const CAMERA = scene.cameras.recorded;
export const START = momentIn(first, 12 * scene.clip.fps);
/** What the browser takes for now where days are made up, whenever this runs. */
export const NOW = Date.parse("2026-11-21T20:00:00Z");
export const RULER_Y = 30;
export const PLATES_Y = 52;
export const BAND_Y = 80;

export const SURFACE = "[data-timeline] [role=slider]";

export async function atTimeline(path, options) {
  const page = await opened(path, options);
  await shows(page);
  return page;
}

export async function shows(page) {
  await page.waitForSelector("[data-timeline][data-start-ms]");
}

/** From the next page on it is that; the answers' Date, which the client goes by, is not read. */
export async function setNow(page) {
  await page.clock.setFixedTime(NOW);
  await page.addInitScript(() => {
    const { get } = window.Headers.prototype;
    window.Headers.prototype.get = function (name) {
      return name === "Date" ? null : get.call(this, name);
    };
  });
}

/** The client is opened first, so that what the API answers can be set before the camera's page. */
export async function withDays(days, atMs, options = {}) {
  const { isMeasured, delayMs, ...rest } = options;
  const page = await opened("/sign-in/", rest);
  // With a clock of their own browsers measure no frames.
  if (!isMeasured) await setNow(page);
  const asked = await serveDays(page, days, { delayMs });
  await page.goto(watchPath(CAMERA, atMs));
  await shows(page);
  return { page, asked };
}

export async function rangeOf(page) {
  const { startMs, lengthMs } = await page
    .locator("[data-timeline]")
    .evaluate((element) => ({ ...element.dataset }));
  return { startMs: Number(startMs), lengthMs: Number(lengthMs) };
}

/** Two frames later, all that was asked for is drawn. */
export async function settled(page) {
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
}

export async function surfaceOf(page) {
  return page.locator(SURFACE).boundingBox();
}

export async function msUnder(page, x) {
  const box = await surfaceOf(page);
  const { startMs, lengthMs } = await rangeOf(page);
  return startMs + ((x - box.x) / box.width) * lengthMs;
}

export async function xOf(page, atMs) {
  const box = await surfaceOf(page);
  const { startMs, lengthMs } = await rangeOf(page);
  return box.x + ((atMs - startMs) / lengthMs) * box.width;
}

/** Wheels until the view is about so long, with the pointer on the moment. */
export async function zoomTo(page, atMs, lengthMs) {
  const { y } = await surfaceOf(page);
  for (let turn = 0; turn < 40; turn++) {
    const range = await rangeOf(page);
    const factor = lengthMs / range.lengthMs;
    if (factor > 0.98 && factor < 1.02) return;
    await page.mouse.move(await xOf(page, atMs), y + BAND_Y);
    await page.mouse.wheel(0, Math.max(-300, Math.min(300, Math.log(factor) / 0.002)));
    await waitUntil(
      page,
      (before) => document.querySelector("[data-timeline]").dataset.lengthMs !== before,
      String(range.lengthMs),
    );
  }
  assert.fail("it does not zoom");
}

/** How long the day is kept. The recordings are of five hours ago: of today or of yesterday. */
export const keptFor = (page) => page.getByText(/Dia [12] de/);

export const labels = (page) =>
  page
    .locator(`${SURFACE} [data-ruler] span:not([hidden])`)
    .evaluateAll((spans) => spans.map((span) => span.textContent).filter(Boolean));

export const wallMs = (page) =>
  page.evaluate(() => Number(document.querySelector("[data-wall-ms]")?.dataset.wallMs));

/** Awaits what happens on this side: requests that a test answers. */
export async function becomes(holds, told) {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until;) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail(told());
}

export async function shownAt(page, atMs, withinMs = 60) {
  await waitUntil(
    page,
    ([wanted, within]) => {
      const shown = Number(document.querySelector("[data-wall-ms]")?.dataset.wallMs);
      return Math.abs(shown - wanted) <= within;
    },
    [atMs, withinMs],
  );
}
