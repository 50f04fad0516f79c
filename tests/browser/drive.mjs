// Drives a camera's dialog in Chromium: reads a list of steps on standard input (a JSON object with
// url, camera, user, password, chromium, steps, cpu, latency_ms), writes what each step saw on
// standard output.
//
//   {do: "open", at_ms, code}      the page anew, at that moment; until a frame is painted
//   {do: "go", at_ms, code?}       the same in the page that is there; until the right frame
//                                  with in_ms and out_ms that stretch is selected
//   {do: "loop", codes}            plays the selection; until one of its first frames
//   {do: "grid"}                   the cameras
//   {do: "enter"}                  double-clicks the camera there; until its timeline is drawn
//   {do: "live"}
//   {do: "pause"}
//   {do: "play", seconds}          every frame that was painted meanwhile
//   {do: "state", until}           what the player says, once it says that
// `code` is the number that the frame of the moment carries (tests/browser/coded_clip.py). `cpu` is
// how many times slower the browser's processor is, `latency_ms` how much later each answer comes.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { installProbe } from "../../frontend/e2e/probe.mjs";

const frontend = new URL("../../frontend/package.json", import.meta.url);
const { chromium } = createRequire(frontend)("playwright-core");
const given = JSON.parse(readFileSync(0, "utf8"));
const PATIENCE_MS = given.patience_ms ?? 15000;

function pathOf({ at_ms: atMs, in_ms: inMs, out_ms: outMs }) {
  const query = Object.entries({ at: atMs, in: inMs, out: outMs })
    .filter(([, ms]) => ms !== undefined)
    .map(([name, ms]) => `${name}=${new Date(ms).toISOString()}`);
  return `/cameras/${given.camera}/${query.length ? "?" : ""}${query.join("&")}`;
}

/** Runs inside the page, before its own scripts. */
function installDriving() {
  window.drive = {
    /** As going back and forward in the browser does. */
    go(path) {
      history.pushState(history.state, "", path);
      dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
    },
    press(key, code = key) {
      const stage = document.querySelector("dialog[open]") ?? document.body;
      stage.dispatchEvent(new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true }));
    },
    async until(isSo, ms) {
      return window.probe.watch(isSo, ms, document);
    },
    /** Milliseconds since that moment of the page, once a timeline has drawn what is recorded. */
    async drawn(ms) {
      const blue = ([r, g, b, a]) => a > 200 && b > 120 && b > r + 50 && b > g + 25;
      const isDrawn = () => {
        const canvas = document.querySelector("dialog[open] [data-timeline] canvas");
        if (!canvas?.width) return false;
        // As wide as it is: of a whole day a few minutes are a pixel or two.
        const low = new OffscreenCanvas(canvas.width, 20);
        const context = low.getContext("2d");
        context.drawImage(canvas, 0, 0, canvas.width, 20);
        const { data } = context.getImageData(0, 0, canvas.width, 20);
        for (let at = 0; at < data.length; at += 4) if (blue(data.slice(at, at + 4))) return true;
        return false;
      };
      return (await window.drive.until(isDrawn, ms)) ? performance.now() : null;
    },
  };
}

const isPaused = () => window.probe.state().state === "paused";

const STEPS = {
  async open(page, step) {
    await page.goto("about:blank");
    await page.goto(given.url + pathOf(step), { waitUntil: "commit" });
    return page.evaluate(async (limit) => {
      let code = null;
      await window.drive.until((seen) => (code = seen) !== null, limit);
      return { ms: code === null ? null : performance.now(), code };
    }, PATIENCE_MS);
  },
  go(page, step) {
    return page.evaluate(
      ([path, wanted, limit]) => {
        if (wanted === null) return window.drive.go(path);
        return window.probe.act(() => window.drive.go(path), wanted, limit);
      },
      [pathOf(step), step.code ?? null, PATIENCE_MS],
    );
  },
  loop(page, { codes }) {
    return page.evaluate(
      ([wanted, limit]) => window.probe.act(() => window.drive.press("Enter"), wanted, limit),
      [codes, PATIENCE_MS],
    );
  },
  async grid(page) {
    await page.goto(`${given.url}/`);
    await page.waitForSelector(`[data-camera="${given.camera}"]`);
    await page.waitForLoadState("networkidle");
  },
  async enter(page) {
    await page.evaluate(() => {
      document.addEventListener("dblclick", () => (window.pressedAt = performance.now()), {
        capture: true,
      });
    });
    await page.dblclick(`[data-camera="${given.camera}"]`);
    const ms = await page.evaluate(async (limit) => {
      const drawnAt = await window.drive.drawn(limit);
      return drawnAt === null ? null : drawnAt - window.pressedAt;
    }, PATIENCE_MS);
    return { ms, others: [], blacks: 0 };
  },
  async live(page) {
    await page.goto(given.url + pathOf({}));
    await page.waitForFunction(() => window.probe.state().state === "live");
  },
  async pause(page) {
    await page.evaluate(() => {
      if (window.probe.state().state !== "paused") window.drive.press("k", "KeyK");
    });
    await page.waitForFunction(isPaused);
  },
  async play(page, { seconds }) {
    await page.waitForFunction(() => window.probe.state().state !== "loading");
    return page.evaluate((ms) => {
      if (window.probe.state().state === "paused") window.drive.press("k", "KeyK");
      return window.probe.play(ms);
    }, seconds * 1000);
  },
  async state(page, { until }) {
    await page.waitForFunction((wanted) => window.probe.state().state === wanted, until);
    return page.evaluate(() => window.probe.state());
  },
};

async function slowDown(page) {
  const session = await page.context().newCDPSession(page);
  if (given.cpu > 1) await session.send("Emulation.setCPUThrottlingRate", { rate: given.cpu });
  if (!given.latency_ms) return;
  const whole = { offline: false, downloadThroughput: -1, uploadThroughput: -1 };
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", { ...whole, latency: given.latency_ms });
}

async function main() {
  const browser = await chromium.launch({
    executablePath: given.chromium,
    args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
  });
  try {
    const context = await browser.newContext({ locale: "en-US" });
    const data = { username: given.user, password: given.password };
    await context.request.post(`${given.url}/api/auth/login/`, { data });
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
    await page.addInitScript(installDriving);
    await slowDown(page);
    const seen = [];
    for (const step of given.steps) seen.push((await STEPS[step.do](page, step)) ?? null);
    process.stdout.write(JSON.stringify({ seen, complaints }));
  } finally {
    await browser.close();
  }
}

await main();
