// What the client's browser tests share. They run on an installation that
// `python -m tests.browser.client_scene FILE` started, with VMS_E2E=FILE (tests/browser/test_client.py
// does both). VMS_CLIENT names another address of the client, such as that of `npx vite`.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { chromium } from "playwright-core";

import { installProbe } from "./probe.mjs";

export const scene = JSON.parse(readFileSync(process.env.VMS_E2E, "utf8"));
export const url = process.env.VMS_CLIENT ?? scene.url;
/** Of a machine that is busy with other tests, too. */
export const PATIENCE_MS = 40_000;

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SCREENS = process.env.VMS_SCREENS;
let browser;
const signedIn = {};

/** The browser, one a file; `after(close)` ends it. */
export async function launch() {
  browser ??= await chromium.launch({
    executablePath: scene.chromium,
    args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
  });
  return browser;
}

export async function close() {
  await browser?.close();
  browser = undefined;
}

/**
 * A page of the client at `path`, signed in as `user` (null: nobody), once for all pages of the
 * file: `isAlone` for one that ends it. `page.complaints` has the errors that it wrote or threw:
 * `done` asserts that there are none.
 */
export async function opened(path, options = {}) {
  const {
    user = "ana",
    locale = "pt-BR",
    viewport = { width: 1280, height: 800 },
    isAlone = false,
    ...rest
  } = options;
  const storageState = isAlone ? undefined : signedIn[user];
  const made = { locale, viewport, baseURL: url, storageState, ...rest };
  const context = await (await launch()).newContext(made);
  context.setDefaultTimeout(PATIENCE_MS);
  if (user && !storageState) {
    await signIn(context, user);
    if (!isAlone) signedIn[user] = await context.storageState();
  }
  const page = await context.newPage();
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  page.on("console", (message) => {
    // Answers that tell of a gap, or of being signed out, are part of the game.
    const isAnswer = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !isAnswer) page.complaints.push(message.text());
  });
  await page.addInitScript(installProbe);
  await page.goto(path);
  return page;
}

export async function signIn(context, username) {
  const data = { username, password: scene.password };
  const answer = await context.request.post(`${url}/api/auth/login/`, { data });
  assert.equal(answer.status(), 200);
}

/** Ends the page; it must not have complained. */
export async function done(page) {
  const { complaints } = page;
  await page.context().close();
  assert.deepEqual(complaints, []);
}

/**
 * Waits until `holds(given)` does inside the page. It is asked for from outside: what a page polls
 * stands still where there is no network, and text is nothing that its security policy evaluates.
 */
export async function waitUntil(page, holds, given) {
  const endMs = Date.now() + PATIENCE_MS;
  while (!(await page.evaluate(holds, given))) {
    if (Date.now() > endMs) assert.fail(`never: ${holds}, given ${JSON.stringify(given)}`);
    await page.waitForTimeout(50);
  }
}

/** The picture with that number is on the screen. */
export function showsCode(page, code) {
  return waitUntil(
    page,
    (wanted) => {
      const element = window.probe?.shown();
      return element && window.probe.codeOf(element) === wanted;
    },
    code,
  );
}

/** axe finds nothing, in the page as it stands. */
export async function assertAccessible(page, where) {
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"] });
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`,
    );
  });
  assert.deepEqual(found, [], `axe: ${where}`);
}

export const SIZES = [
  { width: 1920, height: 1080 },
  { width: 1280, height: 800 },
  { width: 360, height: 740 },
];

/** Pictures of the page in VMS_SCREENS, when that is given: at each size, a telephone at its own. */
export async function picture(page, name) {
  if (!SCREENS) return;
  mkdirSync(SCREENS, { recursive: true });
  const own = page.viewportSize();
  const isPhone = Math.min(own.width, own.height) < 600;
  for (const size of isPhone ? [own] : SIZES) {
    await page.setViewportSize(size);
    await page.waitForTimeout(250); // canvases and pictures follow
    await page.screenshot({ path: `${SCREENS}/client-${name}-${size.width}.png` });
  }
  await page.setViewportSize(own);
}

/** The middle of the file's n-th frame (counted back from its end below 0), and its number. */
export function momentIn(file, frame) {
  const { fps, frames } = scene.clip;
  const count = Math.floor((file.length_ms * fps) / 1000);
  const nth = ((frame % count) + count) % count;
  const frameMs = 1000 / fps;
  return {
    atMs: file.start_ms + nth * frameMs + Math.floor(frameMs / 2),
    code: (file.first_frame + nth) % frames,
  };
}

/** The dialog of a camera at a moment. */
export function watchPath(camera, atMs = null) {
  return atMs === null
    ? `/cameras/${camera}/`
    : `/cameras/${camera}/?at=${new Date(atMs).toISOString()}`;
}
