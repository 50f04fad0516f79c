// What the tests of the player share: a camera's dialog, and the numbers in its pictures.

import assert from "node:assert/strict";

import { opened, scene, watchPath, waitUntil } from "./client.mjs";

export const { fps, frames: COUNT, gop_frames: GOP } = scene.clip;
const { recorded } = scene.cameras;

/** The dialog of a camera, paused at a moment that is shown. */
export async function watching(moment, camera = recorded) {
  const page = await opened(watchPath(camera, moment.atMs));
  await shows(page, moment);
  return page;
}

export async function shows(page, { code }, state = "paused") {
  await waitUntil(
    page,
    ([wanted, told]) => {
      const element = window.probe?.shown();
      return (
        element && window.probe.codeOf(element) === wanted && window.probe.state().state === told
      );
    },
    [code, state],
  );
}

export async function says(page, state) {
  await waitUntil(page, (wanted) => window.probe.state().state === wanted, state);
  return page.evaluate(() => window.probe.state());
}

/** By the browser's address, as going back and forward does. */
export function go(page, { atMs, code }) {
  return page.evaluate(
    ([path, wanted]) => window.probe.act(() => window.goTo(path), wanted),
    [watchPath(recorded, atMs), code],
  );
}

/** Inside the page. */
function installGoTo() {
  window.goTo = (path) => {
    history.pushState(history.state, "", path);
    dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
  };
}

export async function withGoTo(moment, camera) {
  const page = await watching(moment, camera);
  await page.evaluate(installGoTo);
  return page;
}

export async function press(page, key, count = 1) {
  for (let time = 0; time < count; time += 1) await page.keyboard.press(key);
}

/** What was on the screen for so long (probe.mjs). */
export function played(page, ms) {
  return page.evaluate((time) => window.probe.play(time), ms);
}

export function codesOf({ frames }) {
  return frames.map(([, code]) => code).filter((code) => code !== null);
}

/** How many frames each came after that one: the clip's numbers begin anew. */
export function countedOn(from, codes) {
  return codes.map((code) => (code - from + COUNT) % COUNT);
}

export function assertRises(counts, what) {
  assert.deepEqual(
    [...counts].sort((one, other) => one - other),
    counts,
    what,
  );
}

/** Each number lies before the one before it, together by so many frames. */
export function assertFalls(codes, least) {
  const leaps = codes.slice(1).map((code, at) => (codes[at] - code + COUNT) % COUNT);
  assert.ok(
    leaps.every((leap) => leap > 0 && leap < COUNT / 2),
    `${codes}`,
  );
  assert.ok(leaps.reduce((sum, leap) => sum + leap, 0) >= least, `${codes}`);
}
