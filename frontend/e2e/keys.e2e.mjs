// Every key of a camera's dialog, from every place that can have the focus.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import {
  close,
  done,
  momentIn,
  opened,
  PATIENCE_MS,
  scene,
  showsCode,
  watchPath,
  waitUntil,
} from "./client.mjs";

after(close);

const [first, second, third] = scene.files;
const FRAME_MS = 1000 / scene.clip.fps;
const START = momentIn(first, 12 * scene.clip.fps); // two seconds after the first plate
const PLATES_MS = [10, 20, 30].map((seconds) => first.start_ms + seconds * 1000);
const LEAD_MS = 3_000;

const shown = (page) =>
  page.evaluate(() => {
    const element = window.probe.shown();
    const play = document.querySelector("[data-toggle]");
    return {
      ...window.probe.state(),
      code: element ? window.probe.codeOf(element) : null,
      isPaused: play.getAttribute("aria-label") === "Reproduzir",
    };
  });

/** Waits until `holds(what the page shows, given)`; says what it was when it never does. */
async function until(page, what, holds, given) {
  const source = `(given) => {
    const element = window.probe.shown();
    const timeline = document.querySelector("[data-timeline]").dataset;
    const now = {
      ...window.probe.state(),
      code: element && window.probe.codeOf(element),
      isPaused: document.querySelector("[data-toggle]").getAttribute("aria-label") === "Reproduzir",
      rate: document.querySelector("[data-rate]").dataset.rate,
      query: Object.fromEntries(new URLSearchParams(location.search)),
      path: location.pathname,
      lengthMs: Number(timeline.lengthMs),
      date: document.querySelector("[data-date]").dataset.date,
      dialogs: document.querySelectorAll("dialog[open]").length,
      isMuted: document.querySelector("video[data-shown]")?.muted,
      isFull: document.fullscreenElement !== null,
      panel: document.querySelector("[data-side]")?.dataset.side ?? null,
      isLive: document.querySelector("[data-live]").dataset.live === "true",
    };
    return (${holds})(now, given) || (window.__seen = JSON.stringify(now)) === "";
  }`;
  const endMs = Date.now() + PATIENCE_MS;
  while (!(await page.evaluate(`(${source})(${JSON.stringify(given ?? null)})`))) {
    if (Date.now() > endMs) assert.fail(`${what}: ${await page.evaluate(() => window.__seen)}`);
    await page.waitForTimeout(50);
  }
}

const near = (now, wanted) => Math.abs(now.wallMs - wanted) < 45 && now.state === "paused";

/** Each is pressed with the focus put back to where it is tried from. */
function steps(page, press, isButton) {
  const moved = async (key, byMs) => {
    const { wallMs } = await shown(page);
    await press(key);
    await until(page, key, near, wallMs + byMs);
  };
  const opens = async (key, name) => {
    await press(key);
    await page.getByRole("dialog", { name, exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await until(page, `${key}, Escape`, (now) => now.dialogs === 1);
  };
  return {
    forward5: () => moved("ArrowRight", 5_000),
    back5: () => moved("ArrowLeft", -5_000),
    forward1: () => moved("Shift+ArrowRight", 1_000),
    back1: () => moved("Shift+ArrowLeft", -1_000),
    forward60: () => moved("Control+ArrowRight", 60_000),
    back60: () => moved("Control+ArrowLeft", -60_000),
    async frameForward() {
      const { code } = await shown(page);
      await press(".");
      await until(page, ".", (now, code) => now.code === code, code + 1);
    },
    async frameBack() {
      const { code } = await shown(page);
      await press(",");
      await until(page, ",", (now, code) => now.code === code, code - 1);
    },
    async toggle() {
      for (const key of ["Space", "k"]) {
        await press(key);
        await until(page, key, (now) => now.state === "playing");
        await press(key);
        await until(page, key, (now) => now.isPaused && now.state === "paused");
      }
    },
    async forward() {
      for (const rate of ["1", "2", "4"]) {
        await press("l");
        await until(page, "l", (now, rate) => !now.isPaused && now.rate === rate, rate);
      }
    },
    async reverse() {
      for (const rate of ["-1", "-2"]) {
        await press("j");
        await until(page, "j", (now, rate) => !now.isPaused && now.rate === rate, rate);
      }
      const { wallMs } = await shown(page);
      await until(page, "going back", (now, wallMs) => now.wallMs < wallMs - 500, wallMs);
      await press("l");
      await until(page, "l", (now) => now.rate === "1");
      await press("k");
      await until(page, "k", (now) => now.isPaused && now.state === "paused");
    },
    async nextPlate() {
      await press("p"); // before the first one, wherever playing has led to
      await waitUntil(page, () => window.probe.state().state === "paused");
      for (let at = 0; at < PLATES_MS.length; at += 1) await press("p");
      await until(page, "p", near, PLATES_MS[0] - LEAD_MS);
      await press("n");
      await until(page, "n", near, PLATES_MS[1] - LEAD_MS);
    },
    async previousPlate() {
      await press("p");
      await until(page, "p", near, PLATES_MS[0] - LEAD_MS);
    },
    async nextGap() {
      await press("Shift+N");
      await until(page, "Shift+N", near, third.start_ms);
    },
    async previousGap() {
      await press("Shift+P");
      await until(page, "Shift+P", near, second.start_ms + second.length_ms - 1_000);
    },
    async markIn() {
      for (const key of ["i", "["]) {
        await press(key);
        const { wallMs } = await shown(page);
        await until(page, key, (now, ms) => Date.parse(now.query.in) === ms, wallMs);
        await press("Shift+ArrowLeft");
        await until(page, "back", near, wallMs - 1_000);
      }
    },
    async markOut() {
      const { wallMs } = await shown(page);
      await press("Shift+ArrowRight");
      await until(page, "on", near, wallMs + 1_000);
      await press("[");
      await press("Shift+ArrowRight");
      await until(page, "on", near, wallMs + 2_000);
      await press("o");
      await until(page, "o", (now, ms) => Date.parse(now.query.out) === ms, wallMs + 2_000);
      await press("Shift+ArrowLeft");
      await press("Shift+ArrowRight");
      await until(page, "there again", near, wallMs + 2_000);
      await press("]");
      await until(page, "]", (now, ms) => Date.parse(now.query.out) === ms, wallMs + 2_000);
    },
    async playSelection() {
      if (isButton) {
        await press("Enter"); // is the button's: its menu opens
        await page.locator(":popover-open").waitFor();
        await page.keyboard.press("Escape");
        await until(page, "Enter", (now) => now.isPaused && now.dialogs === 1);
        return;
      }
      await press("Enter");
      await until(page, "Enter", (now) => now.state === "playing");
      const heard = await page.evaluate(() => window.probe.play(2_500));
      const [inMs, outMs] = await page.evaluate(() => {
        const query = new URL(location.href).searchParams;
        return ["in", "out"].map((name) => Date.parse(query.get(name)));
      });
      const codes = heard.frames.map(([, code]) => code).filter((code) => code !== null);
      const frames = Math.round((outMs - inMs) / FRAME_MS);
      assert.ok(new Set(codes).size <= frames + 1, `${new Set(codes).size} of ${frames} frames`);
      assert.ok(
        codes.some((code, at) => at > 0 && code < codes[at - 1]),
        "it began again",
      );
      await press("k");
      await until(page, "k", (now) => now.isPaused && now.state === "paused");
    },
    async clearSelection() {
      await press("x");
      await until(page, "x", (now) => !now.query.in && !now.query.out);
    },
    async createClip() {
      await press("c");
      await until(page, "c", (now) => now.panel === "clip");
      await page.keyboard.press("Escape");
      await until(page, "Escape", (now) => now.panel === null && now.dialogs === 1);
    },
    async snapshot() {
      const download = page.waitForEvent("download");
      await press("s");
      assert.match(
        (await download).suggestedFilename(),
        /^Portaria_\d{4}-\d\d-\d\d_[\d-]+\.\d{3}\./,
      );
    },
    goTo: () => opens("g", "Ir para um horário"),
    calendar: () => opens("d", "Calendário"),
    help: () => opens("?", "Teclas de atalho"),
    async previousDay() {
      await until(page, "today", (now) => (window.__today = now.date) !== "");
      await press("PageUp");
      await until(page, "PageUp", (now) => now.date < window.__today);
    },
    async nextDay() {
      await press("PageDown");
      await until(page, "PageDown", (now) => now.date === window.__today);
    },
    async mute() {
      await until(page, "before", (now) => (window.__muted = now.isMuted) !== undefined);
      await press("m");
      await until(page, "m", (now) => now.isMuted === !window.__muted);
      await press("m");
      await until(page, "m", (now) => now.isMuted === window.__muted);
    },
    async zoomIn() {
      await until(page, "before", (now) => (window.__length = now.lengthMs) > 0);
      await press("+");
      await until(page, "+", (now) => now.lengthMs < window.__length);
    },
    async zoomOut() {
      await until(page, "before", (now) => (window.__length = now.lengthMs) > 0);
      await press("-");
      await until(page, "-", (now) => now.lengthMs > window.__length);
    },
    async zoomDay() {
      await press("0");
      await until(page, "0", (now) => now.lengthMs === 86_400_000);
    },
    async fullScreen() {
      await press("f");
      await until(page, "f", (now) => now.isFull);
      await press("f");
      await until(page, "f", (now) => !now.isFull);
    },
    async live() {
      await press("v");
      await until(page, "v", (now) => now.isLive);
    },
    async stepOut() {
      await press("Escape");
      await waitUntil(page, () => document.querySelector("dialog") === null);
      assert.equal(new URL(page.url()).pathname, "/");
    },
  };
}

async function atStart() {
  const page = await opened(watchPath(scene.cameras.recorded, START.atMs));
  await page.locator("[data-player-state=paused]").waitFor();
  await showsCode(page, START.code);
  return page;
}

const FOCUS = {
  "the page": (page) => page.evaluate(() => document.activeElement?.blur()),
  "a button": (page) => page.getByRole("button", { name: /^Velocidade/ }).focus(),
  "the slider": (page) => page.getByRole("slider", { name: /linha do tempo/ }).focus(),
  "the video": async (page) => {
    const isThere = await page.evaluate(() => document.activeElement?.matches("[data-stage]"));
    if (isThere) return;
    await page.locator("[data-picture]").click();
    await until(page, "a click plays", (now) => !now.isPaused);
    await page.locator("[data-picture]").click({ delay: 20 });
    await until(page, "a click pauses", (now) => now.isPaused);
    await page.evaluate(() => window.getSelection()?.empty());
  },
};

for (const [where, focus] of Object.entries(FOCUS)) {
  test(`every key acts with the focus on ${where}`, async () => {
    const page = await atStart();
    const press = async (key) => {
      if (where !== "the video") await focus(page);
      await page.keyboard.press(key);
    };
    await focus(page);
    const tried = steps(page, press, where === "a button");
    for (const [command, run] of Object.entries(tried)) {
      if (where === "the video" && command !== "stepOut") await focus(page);
      await run().catch((fault) => {
        throw new Error(`${command}: ${fault.message}`);
      });
    }
    await done(page);
  });
}

test("the help lists the keys that were tried here, and no others", async () => {
  const page = await atStart();
  await page.keyboard.press("?");
  const listed = await page
    .locator("[data-command]")
    .evaluateAll((rows) => rows.map((row) => row.dataset.command));
  const tried = Object.keys(steps(page, () => undefined, false));
  assert.deepEqual(listed.toSorted(), tried.toSorted());
  await done(page);
});

test("in a text field they are letters", async () => {
  const page = await atStart();
  await page.keyboard.press("c");
  const field = page.getByRole("textbox", { name: "Nome do clipe" });
  await field.fill("");
  const before = await shown(page);
  const letters = ["j", "k", "l", "n", "p", "i", "o", "x", "c", "s", "g", "d", "v", "m", "f"];
  const signs = [",", ".", "[", "]", "?", "+", "-", "0", "Space"];
  for (const key of [...letters, ...signs, "ArrowLeft", "PageUp", "Shift+N"])
    await field.press(key);
  assert.equal(await field.inputValue(), "jklnpioxcsgdvmf,.[]?+-0N ");
  assert.deepEqual(await shown(page), before);
  assert.equal(await page.locator("dialog[open]").count(), 1);
  assert.doesNotMatch(page.url(), /in=|out=/);
  await field.press("Escape"); // leaves the field, and nothing else
  await until(page, "Escape", (now) => now.panel === "clip");
  await page.keyboard.press("Escape");
  await until(page, "Escape again", (now) => now.panel === null && now.dialogs === 1);
  await done(page);
});

test("keys that are switched off say so, but for Esc, and are switched on again there", async () => {
  const page = await atStart();
  await page.getByRole("button", { name: "Ajustes" }).click();
  const group = page.getByRole("group", { name: "Teclas de atalho" });
  await group.getByRole("button", { name: "Desligadas" }).click();
  await page.keyboard.press("Escape");
  const before = await shown(page);
  for (const key of ["k", ".", "ArrowLeft", "i", "?"]) await page.keyboard.press(key);
  assert.deepEqual(await shown(page), before);
  assert.equal(await page.locator("dialog[open]").count(), 1);
  await page.getByRole("button", { name: "Teclas desligadas" }).click();
  await page.keyboard.press(".");
  await until(page, ".", (now, code) => now.code === code, before.code + 1);
  await done(page);
});
