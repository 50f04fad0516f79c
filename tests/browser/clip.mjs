// Plays a file in Chromium, in a page of its site: reads a JSON object with url (the site's), user,
// password, chromium, path (the file's), moments and from (seconds) on standard input; writes
//
//   {duration, first, shown, played, end}
//
// the numbers in the pictures (tests/browser/coded_clip.py): the first that is painted, the one of
// each moment, and those that are painted from a moment on until the end.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { installProbe } from "../../frontend/e2e/probe.mjs";

const frontend = new URL("../../frontend/package.json", import.meta.url);
const { chromium } = createRequire(frontend)("playwright-core");
const given = JSON.parse(readFileSync(0, "utf8"));

/** Runs inside the page. */
async function watch({ path, moments, from }) {
  const video = document.createElement("video");
  const painted = () => new Promise((resolve) => video.requestVideoFrameCallback(resolve));
  const seeked = async (at) => {
    const done = new Promise((resolve) => video.addEventListener("seeked", resolve, { once: true }));
    video.currentTime = at;
    await done;
  };
  const broken = new Promise((_, reject) => {
    video.addEventListener("error", () => reject(new Error(video.error.message)));
  });
  const look = async () => {
    const begun = painted();
    video.src = path;
    document.body.append(video);
    await begun;
    const first = window.probe.codeOf(video);
    const shown = [];
    for (const at of moments) {
      await seeked(at);
      shown.push(window.probe.codeOf(video));
    }
    await seeked(from);
    const played = [];
    const note = () => {
      played.push(window.probe.codeOf(video));
      video.requestVideoFrameCallback(note);
    };
    video.requestVideoFrameCallback(note);
    const ended = new Promise((resolve) => video.addEventListener("ended", resolve));
    await video.play();
    await ended;
    return { duration: video.duration, first, shown, played, end: video.currentTime };
  };
  video.id = "video";
  video.muted = true;
  video.preload = "auto";
  return Promise.race([look(), broken]);
}

async function main() {
  const browser = await chromium.launch({
    executablePath: given.chromium,
    args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
  });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(15000);
    await page.addInitScript(installProbe);
    const data = { username: given.user, password: given.password };
    await page.context().request.post(`${given.url}/api/auth/login/`, { data });
    await page.goto(`${given.url}/healthz`); // a page without anything in it
    process.stdout.write(JSON.stringify(await page.evaluate(watch, given)));
  } finally {
    await browser.close();
  }
}

await main();
