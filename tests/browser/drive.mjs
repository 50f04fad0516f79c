// Drives the player page in Chromium: reads a list of steps on standard input (a JSON object
// with url, user, password, chromium, steps), writes what each step saw on standard output.
//
//   {do: "open", at_ms, code}   the page anew, at that moment; until a frame is painted
//   {do: "go", at_ms, code?}    the same in the page that is there; until the right frame
//   {do: "live"}
//   {do: "pause"}
//   {do: "play", seconds}       every frame that was painted meanwhile
//   {do: "look", until?}        what the page says; once it is in that state
//   {do: "click", on, code?}    a CSS selector; until the right frame
//   {do: "offline", is}, {do: "sign_out"}
// `code` is the number that the frame of the moment carries (tests/browser/coded_clip.py).

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { installProbe } from "./probe.mjs";

const frontend = new URL("../../frontend/package.json", import.meta.url);
const { chromium } = createRequire(frontend)("playwright-core");
const given = JSON.parse(readFileSync(0, "utf8"));
const PATIENCE_MS = given.patience_ms ?? 15000;

function hashOf(atMs) {
  return `#at=${new Date(atMs).toISOString()}`;
}

async function signIn(page) {
  await page.goto(given.url);
  await page.fill("[name=username]", given.user);
  await page.fill("[name=password]", given.password);
  await Promise.all([
    page.waitForURL((url) => !/^\/(admin\/login|sign-in)/.test(url.pathname)),
    page.click("[type=submit]"),
  ]);
}

const STEPS = {
  async open(page, { at_ms: atMs }) {
    await page.goto("about:blank");
    await page.goto(given.url + hashOf(atMs), { waitUntil: "commit" });
    await page.waitForFunction(() => window.probe.first !== null);
    return page.evaluate(() => window.probe.first);
  },
  go(page, { at_ms: atMs, code = null }) {
    return page.evaluate(
      ([hash, wanted, limit]) => window.probe.act(() => (location.hash = hash), wanted, limit),
      [hashOf(atMs), code, PATIENCE_MS],
    );
  },
  click(page, { on, code = null }) {
    return page.evaluate(
      ([what, wanted, limit]) => {
        return window.probe.act(() => document.querySelector(what).click(), wanted, limit);
      },
      [on, code, PATIENCE_MS],
    );
  },
  async live(page) {
    await page.click("#live");
    await page.waitForFunction(() => document.getElementById("player").dataset.state === "live");
  },
  async pause(page) {
    await page.evaluate(() => {
      if (!document.getElementById("video").paused) document.getElementById("toggle").click();
    });
    await page.waitForFunction(() => document.getElementById("video").paused);
  },
  play(page, { seconds }) {
    return page.evaluate((ms) => window.probe.play(ms), seconds * 1000);
  },
  async look(page, { until }) {
    if (until) {
      const isThere = (state) => document.getElementById("player").dataset.state === state;
      await page.waitForFunction(isThere, until);
    }
    await page.waitForLoadState("networkidle");
    return page.evaluate(() => window.probe.look());
  },
  offline: (page, { is }) => page.context().setOffline(is),
  sign_out: (page) => page.context().clearCookies(),
};

async function main() {
  const browser = await chromium.launch({
    executablePath: given.chromium,
    args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
  });
  try {
    const context = await browser.newContext({ locale: "en-US" });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const complaints = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => {
      // Answers that tell of a gap, or of being signed out, are part of the game.
      const isAnswer = message.text().startsWith("Failed to load resource");
      if (message.type() === "error" && !isAnswer) complaints.push(message.text());
    });
    await page.addInitScript(installProbe);
    if (given.user) await signIn(page);
    const seen = [];
    for (const step of given.steps) seen.push((await STEPS[step.do](page, step)) ?? null);
    process.stdout.write(JSON.stringify({ seen, complaints }));
  } finally {
    await browser.close();
  }
}

await main();
