// Several cameras on one clock: what each shows at the same moment, by the numbers in their frames.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import {
  assertAccessible,
  close,
  done,
  momentIn,
  opened,
  picture,
  scene,
  waitUntil,
} from "./client.mjs";

const { recorded, twin, hevc, empty, living, foreign } = scene.cameras;
const [first, second, third] = scene.files;
const { frames: CODES } = scene.clip;
after(close);

const wallPath = (cameras, atMs) =>
  `/wall/?cameras=${cameras.join(",")}${atMs ? `&at=${new Date(atMs).toISOString()}` : ""}`;
const tile = (page, camera) => page.locator(`section[data-camera="${camera}"]`);
const clockMs = (page) =>
  page.evaluate(() => Number(document.querySelector("[data-wall-clock]").dataset.wallClock));

/** The numbers that the cameras show now, read in one go. */
function codesNow(page, cameras) {
  return page.evaluate(
    (wanted) =>
      wanted.map((camera) => {
        const within = document.querySelector(`section[data-camera="${camera}"]`);
        const shown = window.probe.shown(within);
        return shown ? window.probe.codeOf(shown) : null;
      }),
    cameras,
  );
}

/** How far the numbers are apart; the clip begins anew after a while. */
function apart(one, other) {
  const between = Math.abs(one - other) % CODES;
  return Math.min(between, CODES - between);
}

async function untilBoth(page, code, slack = 0) {
  await waitUntil(
    page,
    ([wanted, cameras, most, codes]) =>
      cameras.every((camera) => {
        const within = document.querySelector(`section[data-camera="${camera}"]`);
        const shown = within && window.probe.shown(within);
        const found = shown ? window.probe.codeOf(shown) : null;
        return found !== null && (found - wanted + codes) % codes <= most;
      }),
    [code, [recorded, twin], slack, CODES],
  );
}

test("two cameras show the same frame while they play", async () => {
  const { atMs } = momentIn(first, 250);
  const page = await opened(wallPath([recorded, twin, empty], atMs));
  await waitUntil(
    page,
    () => document.querySelectorAll('section [data-player-state="playing"]').length === 2,
  );
  const seen = await page.evaluate(
    async ([cameras, ms]) => {
      const found = [];
      const until = performance.now() + ms;
      while (performance.now() < until) {
        await new Promise(requestAnimationFrame);
        found.push(
          cameras.map((camera) => {
            const shown = window.probe.shown(
              document.querySelector(`section[data-camera="${camera}"]`),
            );
            return shown ? window.probe.codeOf(shown) : null;
          }),
        );
      }
      return found;
    },
    [[recorded, twin], 5_000],
  );
  const read = seen.filter((codes) => !codes.includes(null));
  const far = read.filter(([one, other]) => apart(one, other) > 2);
  assert.ok(read.length > 30, `${read.length} of ${seen.length} pictures read`);
  // A machine that is busy paints one of them late now and then.
  assert.ok(far.length <= read.length / 20, `${JSON.stringify(far)} of ${read.length}`);
  assert.ok(
    far.every(([one, other]) => apart(one, other) <= 12),
    JSON.stringify(far),
  );
  const [[begin], [end]] = [read[0], read.at(-1)];
  assert.ok((end - begin + CODES) % CODES > 90, "they play on");
  // Where nothing is recorded it is said, while the others go on.
  await tile(page, empty).getByText("Sem gravação", { exact: true }).last().waitFor();
  await assertAccessible(page, "wall");
  await picture(page, "wall-playing");
  await done(page);
});

test("what stands shows the very frame, and goes where it is told", async () => {
  const here = momentIn(first, 120);
  const page = await opened(wallPath([recorded, twin], here.atMs));
  await page.getByRole("button", { name: "Pausar" }).click();
  await page.getByRole("button", { name: "Ir para um horário" }).click();
  await page.getByLabel("Data e hora").fill("99:99");
  await page.getByRole("button", { name: "Ir", exact: true }).click();
  await page.getByText("Este horário não existe.").waitFor();
  const there = momentIn(first, 875);
  const time = new Intl.DateTimeFormat("pt-BR", {
    timeZone: "America/Sao_Paulo",
    timeStyle: "medium",
  });
  const date = new Intl.DateTimeFormat("pt-BR", {
    timeZone: "America/Sao_Paulo",
    day: "2-digit",
    month: "2-digit",
  });
  const wholeSecondMs = Math.floor(there.atMs / 1000) * 1000;
  const code = codeAt(first, wholeSecondMs);
  await page
    .getByLabel("Data e hora")
    .fill(`${date.format(wholeSecondMs)} ${time.format(wholeSecondMs)}`);
  await page.keyboard.press("Enter");
  await untilBoth(page, code);
  await page.waitForURL(
    (url) => url.searchParams.get("at") === new Date(wholeSecondMs).toISOString(),
  );
  // By keys, from wherever the focus is.
  await page.keyboard.press("ArrowRight");
  await untilBoth(page, codeAt(first, wholeSecondMs + 5_000));
  await page.keyboard.press("Shift+ArrowLeft");
  await untilBoth(page, codeAt(first, wholeSecondMs + 4_000));
  await page.getByRole("button", { name: "+10 s" }).click();
  await untilBoth(page, codeAt(first, wholeSecondMs + 14_000));
  await done(page);
});

/** The number of the frame at a moment of the file. */
function codeAt(file, atMs) {
  const nth = Math.floor(((atMs - file.start_ms) * scene.clip.fps) / 1000 + 1e-6);
  return (file.first_frame + nth) % CODES;
}

test("another camera becomes the main one at the same moment, without a new picture", async () => {
  const { atMs } = momentIn(first, 300);
  const page = await opened(wallPath([recorded, twin], atMs));
  await page.getByRole("slider").waitFor();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Reproduzir" }).waitFor();
  await waitUntil(
    page,
    () => document.querySelectorAll('section [data-player-state="paused"]').length === 2,
  );
  const before = await codesNow(page, [recorded, twin]);
  assert.equal(apart(...before) <= 2, true, String(before));
  await page.evaluate(() => {
    window.kept = [...document.querySelectorAll("section video[data-shown]")];
    window.loads = 0;
    for (const video of window.kept) video.addEventListener("emptied", () => (window.loads += 1));
  });
  const small = await tile(page, twin).boundingBox();
  for (const swap of [
    () => page.keyboard.press("2"),
    () => tile(page, recorded).getByRole("button").click(),
  ]) {
    await swap();
    assert.deepEqual(await codesNow(page, [recorded, twin]), before);
  }
  await page.keyboard.press("2");
  const large = await tile(page, twin).boundingBox();
  assert.ok(large.width > 1.5 * small.width);
  const kept = await page.evaluate(() => [
    window.loads,
    window.kept.every((video) => video.isConnected && "shown" in video.dataset),
  ]);
  assert.deepEqual(kept, [0, true]);
  await page.waitForURL((url) => url.searchParams.get("cameras") === `${twin},${recorded}`);
  await done(page);
});

test("in a gap all say so, one leads out of it, and those with footage join by themselves", async () => {
  const insideMs = third.start_ms - 60_000;
  const page = await opened(wallPath([recorded, twin], insideMs));
  const out = page.getByRole("button", { name: /^Depois: / });
  await out.nth(1).waitFor();
  const said = page.locator("section[data-camera]").getByText("Sem gravação", { exact: true });
  assert.equal(await said.count(), 2);
  await assertAccessible(page, "wall in a gap");
  await picture(page, "wall-gap");
  await out.first().click();
  await untilBoth(page, codeAt(third, third.start_ms), 50);
  // From the last seconds before the end of a gap they begin with its end.
  await page.goto(wallPath([recorded, twin], third.start_ms - 4_000));
  await page
    .getByRole("button", { name: /^Depois: / })
    .nth(1)
    .waitFor();
  await untilBoth(page, codeAt(third, third.start_ms), 25);
  const [one, other] = await codesNow(page, [recorded, twin]);
  assert.ok(apart(one, other) <= 2, `${one} and ${other}`);
  await done(page);
});

test("playing goes over the end of a file, and into a gap with words", async () => {
  const page = await opened(wallPath([recorded, twin], second.start_ms - 1_500));
  await untilBoth(page, codeAt(second, second.start_ms), 100);
  await page.goto(wallPath([recorded, twin], second.start_ms + second.length_ms - 2_000));
  await waitUntil(
    page,
    () => document.querySelectorAll('section [data-player-state="playing"]').length === 2,
  );
  await page
    .getByRole("button", { name: /^Depois: / })
    .nth(1)
    .waitFor();
  await done(page);
});

test("a press on the timeline moves all", async () => {
  const { atMs } = momentIn(first, 100);
  const page = await opened(wallPath([recorded, twin], atMs));
  await page.getByRole("button", { name: "Pausar" }).click();
  const slider = page.getByRole("slider");
  for (let turn = 0; turn < 14; turn += 1) await page.keyboard.press("+");
  const { x, y, width } = await slider.boundingBox();
  const valueAt = () => slider.evaluate((element) => Number(element.ariaValueNow));
  const [least, most] = await slider.evaluate((element) =>
    [element.ariaValueMin, element.ariaValueMax].map(Number),
  );
  assert.ok(most - least < 120, `${most - least} s in sight`);
  const place = (ms) => x + (width * (ms / 1000 - least)) / (most - least);
  const wantedMs = first.start_ms + 12_000;
  await page.mouse.click(place(wantedMs), y + 30);
  await waitUntil(
    page,
    ([ms]) =>
      Math.abs(Number(document.querySelector("[data-wall-clock]").dataset.wallClock) - ms) < 300,
    [wantedMs],
  );
  await untilBoth(page, codeAt(first, await clockMs(page)));
  // Dragged, all show pictures near the pointer, then the frame where it is let go.
  await page.mouse.move(place(wantedMs), y + 30);
  await page.mouse.down();
  await page.mouse.move(place(wantedMs + 5_000), y + 30, { steps: 8 });
  await waitUntil(page, () => document.querySelectorAll("section img[data-scrub]").length === 2);
  await page.mouse.up();
  await waitUntil(page, () => document.querySelectorAll("section img[data-scrub]").length === 0);
  const endMs = await clockMs(page);
  assert.ok(Math.abs(endMs - wantedMs - 5_000) < 500, `${endMs - wantedMs}`);
  await untilBoth(page, codeAt(first, endMs));
  assert.equal(await valueAt(), Math.floor(endMs / 1000));
  await done(page);
});

test("each tile says why it has no picture; a hidden page rests", async () => {
  const page = await opened(wallPath([hevc, living, foreign], first.start_ms + 1_500));
  await tile(page, hevc).getByText("Este navegador não reproduz H.265").waitFor();
  await tile(page, living).getByText("Sem gravação", { exact: true }).waitFor();
  await tile(page, foreign).getByText("Câmera não encontrada").waitFor();
  await picture(page, "wall-states");
  await page.getByRole("button", { name: "Ao vivo" }).click();
  await tile(page, living).locator('[data-player-state="live"]').waitFor();
  await page.waitForURL((url) => !url.searchParams.has("at"));
  await assertAccessible(page, "wall, live");
  await picture(page, "wall-live");
  for (const [visibility, name] of [
    ["hidden", "Reproduzir"],
    ["visible", "Pausar"],
  ]) {
    await page.evaluate((state) => {
      Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
      document.dispatchEvent(new window.Event("visibilitychange"));
    }, visibility);
    await page.getByRole("button", { name }).waitFor();
  }
  await page.keyboard.press("Escape");
  await page.waitForURL((url) => url.pathname === "/");
  await done(page);
});

test("with five cameras all stay at the clock, large or of one size", async () => {
  const { atMs } = momentIn(first, 50);
  const five = [recorded, twin, hevc, empty, living];
  const page = await opened(wallPath(five, atMs));
  await page.getByRole("button", { name: "Todas do mesmo tamanho" }).click();
  const boxes = await Promise.all(five.map((camera) => tile(page, camera).boundingBox()));
  const widths = boxes.map(({ width }) => Math.round(width));
  assert.ok(Math.max(...widths) - Math.min(...widths) <= 2, String(widths));
  await picture(page, "wall-equal");
  await page.getByRole("button", { name: "Uma em destaque" }).click();
  const begin = await clockMs(page);
  await page.getByLabel("Velocidade").selectOption("4");
  await waitUntil(
    page,
    ([ms]) => Number(document.querySelector("[data-wall-clock]").dataset.wallClock) > ms,
    [begin + 8_000],
  );
  const [one, other] = await codesNow(page, [recorded, twin]);
  assert.ok(one !== null && apart(one, other) <= 12, `${one} and ${other} at 4x`);
  await done(page);
});

test("who has signed in again goes on where all cameras stood", async () => {
  const { atMs } = momentIn(first, 100);
  const page = await opened(wallPath([recorded, twin], atMs));
  await untilBoth(page, codeAt(first, atMs), 50);
  await page.context().clearCookies();
  const dialog = page.getByRole("dialog", { name: "Entre de novo" });
  await dialog.waitFor();
  const beforeMs = await clockMs(page);
  await page.waitForTimeout(1_500);
  assert.equal(await clockMs(page), beforeMs, "the clock waits");
  await dialog.getByLabel("Senha", { exact: true }).fill(scene.password);
  await page.keyboard.press("Enter");
  await untilBoth(page, codeAt(first, beforeMs), 50);
  await waitUntil(
    page,
    ([ms]) => Number(document.querySelector("[data-wall-clock]").dataset.wallClock) > ms,
    [beforeMs + 1_000],
  );
  await done(page);
});

test("live is left backwards alone, and what stands goes on standing", async () => {
  const page = await opened(wallPath([living, recorded]));
  const live = tile(page, living).locator('[data-player-state="live"]');
  const pressed = page.getByRole("button", { name: "Ao vivo", pressed: true });
  await live.waitFor();
  let asked = 0;
  page.on("request", (request) => (asked += request.url().includes("live.m3u8") ? 1 : 0));
  const before = asked;
  for (const key of ["l", "Shift+ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
  await pressed.waitFor();
  assert.equal(await page.getByLabel("Velocidade").inputValue(), "1");
  await page.waitForTimeout(500);
  assert.ok(asked - before <= 2, `${asked - before} lists of live`); // one grows, one is asked again
  const wasMs = await clockMs(page);
  await page.keyboard.press("Shift+ArrowLeft");
  await pressed.waitFor({ state: "detached" });
  assert.ok(Math.abs((await clockMs(page)) - wasMs) < 3_000);
  await tile(page, living).locator('[data-player-state="playing"]').waitFor();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Reproduzir" }).waitFor();
  for (const key of ["Shift+ArrowLeft", "Shift+ArrowRight", "ArrowRight", "ArrowRight"]) {
    await page.keyboard.press(key);
  }
  await page.waitForTimeout(500);
  await page.getByRole("button", { name: "Reproduzir" }).waitFor();
  assert.equal(await pressed.count(), 0);
  await done(page);
});

test("nine cameras on a phone are large enough to be seen", async () => {
  const nine = [recorded, twin, hevc, living, empty, 9001, 9002, 9003, 9004];
  const { atMs } = momentIn(first, 50);
  const page = await opened(wallPath(nine, atMs), { viewport: { width: 360, height: 740 } });
  for (const name of ["Todas do mesmo tamanho", "Uma em destaque"]) {
    for (const camera of nine) {
      const { height } = await tile(page, camera).boundingBox();
      assert.ok(height >= 120, `${camera}: ${height} px`);
    }
    await tile(page, 9004).scrollIntoViewIfNeeded();
    await picture(page, name === "Uma em destaque" ? "wall-nine" : "wall-nine-equal");
    await page.getByRole("button", { name }).click();
  }
  await done(page);
});

test("with the keys switched off no number chooses a camera", async () => {
  const { atMs } = momentIn(first, 50);
  const page = await opened(wallPath([recorded, twin], atMs));
  await page.evaluate(() => window.localStorage.setItem("vms.keys", "off"));
  await page.reload();
  await tile(page, recorded).waitFor();
  await page.keyboard.press("2");
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Pausar" }).waitFor();
  assert.equal(await tile(page, recorded).getAttribute("data-main"), "true");
  await done(page);
});
