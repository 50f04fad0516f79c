// A camera's dialog: how it is opened and left, and what it says when there is no picture.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";

import {
  assertAccessible,
  close,
  done,
  momentIn,
  opened,
  picture,
  scene,
  watchPath,
  showsCode,
  SIZES,
  waitUntil,
} from "./client.mjs";
import { keptFor } from "./timeline_page.mjs";

after(close);

const { recorded, hevc, living, empty, foreign } = scene.cameras;
const [first, second, third] = scene.files;
const PHONE = { viewport: SIZES.at(-1), hasTouch: true, isMobile: true };
const said = (page) => page.locator("[data-said]");

test("a link opened fresh shows the very frame, with its zoom and selection", async () => {
  const { atMs, code } = momentIn(second, 33);
  const iso = (ms) => new Date(ms).toISOString();
  const page = await opened(
    `${watchPath(recorded, atMs)}&zoom=300&in=${iso(atMs - 4_000)}&out=${iso(atMs + 6_000)}`,
  );
  await showsCode(page, code);
  await page.locator("[data-player-state=paused]").waitFor();
  const { startMs, lengthMs } = await page
    .locator("[data-timeline]")
    .evaluate((bar) => bar.dataset);
  assert.equal(Number(lengthMs), 300_000);
  assert.ok(Number(startMs) < atMs && atMs < Number(startMs) + 300_000);
  for (const name of ["Marcar o início", "Marcar o fim"]) {
    assert.equal(await page.getByRole("button", { name }).getAttribute("aria-pressed"), "true");
  }
  assert.equal(await page.evaluate(() => document.activeElement?.hasAttribute("data-stage")), true);
  await assertAccessible(page, "a recording");
  await picture(page, "watch-paused");
  await done(page);
});

test("the address follows, so that reloading and the copied link lead to the same frame", async () => {
  const page = await opened(watchPath(recorded, momentIn(first, 100).atMs));
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await showsCode(page, momentIn(first, 100).code);
  for (const key of ["ArrowRight", ".", ".", "i", "+"]) await page.keyboard.press(key);
  const { code } = momentIn(first, 227);
  await showsCode(page, code);
  await waitUntil(page, () => {
    const query = new URL(location.href).searchParams;
    const isThere = Date.parse(query.get("at")) === window.probe.state().wallMs;
    return isThere && query.has("zoom") && query.has("in");
  });
  const length = await page.locator("[data-timeline]").getAttribute("data-length-ms");
  await page.getByRole("button", { name: "Copiar link deste momento" }).click();
  await page.getByRole("dialog").getByText("Link copiado").waitFor();
  const link = await page.evaluate(() => window.navigator.clipboard.readText());
  await page.reload();
  await showsCode(page, code);
  assert.equal(await page.locator("[data-timeline]").getAttribute("data-length-ms"), length);
  await page.goto("/");
  await page.goto(link);
  await showsCode(page, code);
  await done(page);
});

test("it opens from the grid, by Enter and by a double-click, and gives the focus back", async () => {
  const page = await opened("/");
  const tile = page.locator(`[role=gridcell][data-camera="${living}"]`);
  for (const open of [() => tile.press("Enter"), () => tile.dblclick()]) {
    await open();
    const dialog = page.getByRole("dialog", { name: "Avenida" });
    await dialog.waitFor();
    await page.locator("[data-player-state=live]").waitFor();
    assert.equal(new URL(page.url()).pathname, `/cameras/${living}/`);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    assert.equal(new URL(page.url()).pathname, "/");
    const focused = await page.evaluate(
      () => document.activeElement?.closest("[data-camera]")?.dataset,
    );
    assert.equal(focused?.camera, String(living));
  }
  await done(page);
});

test("live says so in words, and ten seconds back is a recording", async () => {
  const page = await opened(watchPath(living));
  await page.locator("[data-player-state=live]").waitFor();
  const live = page.getByRole("button", { name: "AO VIVO" });
  await live.waitFor();
  assert.equal(await live.getAttribute("aria-pressed"), "true");
  await assertAccessible(page, "live");
  await picture(page, "watch-live");
  const { wallMs } = await page.evaluate(() => window.probe.state());
  await page.getByRole("button", { name: "Voltar 10 s" }).click();
  await page.locator("[data-player-state=playing]").waitFor();
  const now = await page.evaluate(() => window.probe.state());
  assert.ok(now.wallMs < wallMs - 3_000 && now.wallMs > wallMs - 12_000, `${now.wallMs - wallMs}`);
  await page.waitForURL(/at=/);
  await page.getByRole("button", { name: "Voltar ao vivo" }).click();
  await page.locator("[data-player-state=live]").waitFor();
  await waitUntil(page, () => location.search === "");
  await done(page);
});

test("a gap says why, and both of its sides are a button away", async () => {
  const page = await opened(watchPath(recorded, third.start_ms - 40_000));
  await said(page).getByText("Sem gravação neste momento").waitFor();
  await said(page).getByText("A gravação estava desligada.").waitFor();
  await assertAccessible(page, "a gap");
  await picture(page, "watch-gap");
  await said(page)
    .getByRole("button", { name: /^Antes: \d\d:\d\d:\d\d$/ })
    .click();
  await showsCode(page, momentIn(second, -scene.clip.fps).code); // a second before the end
  await said(page).waitFor({ state: "detached" });
  await page.goto(watchPath(recorded, third.start_ms - 40_000));
  await said(page)
    .getByRole("button", { name: /^Depois: \d\d:\d\d:\d\d$/ })
    .click();
  await showsCode(page, momentIn(third, 0).code);
  await said(page).waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.activeElement?.hasAttribute("data-stage")), true);
  await done(page);
});

test("a camera without recordings says so, and one that is not recording has no live", async () => {
  const page = await opened(watchPath(empty, first.start_ms));
  await said(page).getByText("Nenhuma gravação desta câmera").waitFor();
  await assertAccessible(page, "an empty camera");
  await picture(page, "watch-empty");
  await said(page).getByRole("button", { name: "Ir para o ao vivo" }).click();
  await said(page).getByText("Sem imagem ao vivo").waitFor();
  await done(page);
});

test("H.265 is named, and the recording is there as a file", async () => {
  const page = await opened("/sign-in/");
  await page.route("**/api/recordings/?**", (route) => route.fulfill({ status: 500 }));
  await page.goto(watchPath(hevc, first.start_ms + 1_000));
  await said(page).getByText("Este navegador não reproduz H.265").waitFor();
  await said(page)
    .getByRole("button", { name: /^Não foi possível buscar/ })
    .waitFor();
  await page.unroute("**/api/recordings/?**");
  await said(page)
    .getByRole("button", { name: /tentar de novo$/ })
    .click();
  const link = said(page).getByRole("link", { name: "Baixar a gravação" });
  await link.waitFor();
  await assertAccessible(page, "H.265");
  await picture(page, "watch-hevc");
  const download = page.waitForEvent("download");
  await link.click();
  const file = readFileSync(await (await download).path());
  assert.equal(file.subarray(4, 8).toString("latin1"), "ftyp");
  await done(page);
});

test("a camera of another city is not found, in words and with a way out", async () => {
  const page = await opened(watchPath(foreign, first.start_ms));
  const dialog = page.getByRole("dialog", { name: "Câmera não encontrada" });
  await dialog.waitFor();
  await assertAccessible(page, "a foreign camera");
  await picture(page, "watch-missing");
  await dialog.getByRole("button", { name: "Ir para as câmeras" }).click();
  await dialog.waitFor({ state: "detached" });
  assert.equal(new URL(page.url()).pathname, "/");
  await done(page);
});

test("a snapshot is the very frame on the screen, in its own size and under its own moment", async () => {
  const page = await opened(`${watchPath(recorded, momentIn(first, 250).atMs)}&zoom=60`);
  await showsCode(page, momentIn(first, 250).code);
  // A picture that stands in while the play head is dragged is none.
  const head = await page.getByRole("slider").boundingBox();
  const x = await page.evaluate((box) => {
    const { startMs, lengthMs } = document.querySelector("[data-timeline]").dataset;
    const { wallMs } = window.probe.state();
    return box.x + ((wallMs - Number(startMs)) / Number(lengthMs)) * box.width;
  }, head);
  await page.mouse.move(x, head.y + 80);
  await page.mouse.down();
  await page.mouse.move(x - 30, head.y + 80, { steps: 5 });
  await page.locator("img[data-scrub]").waitFor();
  await page.keyboard.press("s");
  await page.getByRole("dialog").getByText("Ainda não há imagem para salvar").waitFor();
  await page.mouse.up();
  await page.goto(watchPath(recorded, momentIn(first, 250).atMs));
  await showsCode(page, momentIn(first, 250).code);
  const saved = async () => {
    const download = page.waitForEvent("download");
    await page.keyboard.press("s");
    const file = await download;
    // It is said each time, beside what is still said of the one before.
    const told = `Imagem salva: ${file.suggestedFilename()}`;
    await page.getByRole("dialog").getByText(told).last().waitFor();
    const url = `data:image/png;base64,${readFileSync(await file.path()).toString("base64")}`;
    const seen = await page.evaluate(async (src) => {
      const image = Object.assign(new window.Image(), { src });
      await image.decode();
      const { videoWidth, videoHeight } = document.querySelector("video[data-shown]");
      const isWhole = image.naturalWidth === videoWidth && image.naturalHeight === videoHeight;
      return { isWhole, code: window.probe.codeOf(image) };
    }, url);
    assert.ok(seen.isWhole);
    return { name: file.suggestedFilename(), code: seen.code };
  };
  /** As the city's clock showed when the file's n-th frame began. */
  const nameOf = (file, frame) => {
    const ms = file.start_ms + (frame * 1000) / scene.clip.fps;
    const zone = { timeZone: "America/Sao_Paulo" };
    const [date, time] = new Date(ms).toLocaleString("sv-SE", zone).split(" ");
    return `Portaria_${date}_${time.replaceAll(":", "-")}.${String(ms % 1000).padStart(3, "0")}.png`;
  };
  const wanted = { name: nameOf(first, 250), code: momentIn(first, 250).code };
  assert.deepEqual(await saved(), wanted);
  await page.keyboard.press("Shift+N");
  await showsCode(page, momentIn(third, 0).code);
  // Until another window has come the picture is still that of its own moment.
  await page.route("**/index.m3u8?**", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await route.continue().catch(() => undefined);
  });
  await page.keyboard.press("Shift+N");
  await page.locator("[data-player-state=loading]").waitFor();
  assert.deepEqual(await saved(), { name: nameOf(third, 0), code: momentIn(third, 0).code });
  await page.unroute("**/index.m3u8?**");
  await page.goto(`${watchPath(recorded, momentIn(second, 0).atMs)}&zoom=60`);
  await showsCode(page, momentIn(second, 0).code);
  await page.keyboard.press("k");
  await page.locator("[data-player-state=playing]").waitFor();
  for (let time = 0; time < 5; time += 1) {
    const { name, code } = await saved();
    const frame = (code - second.first_frame + 8 * scene.clip.frames) % scene.clip.frames;
    assert.equal(name, nameOf(second, frame));
  }
  await page.keyboard.press("k");
  await done(page);
});

test("a day that comes late moves nothing that was asked for since, nor a dialog that is closed", async () => {
  const page = await opened("/sign-in/");
  let late = 0;
  await page.route(/timeline\/\?day=/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    await route.continue().catch(() => undefined);
    late += 1;
  });
  const atStart = async () => {
    await page.goto(watchPath(recorded, momentIn(first, 250).atMs));
    await showsCode(page, momentIn(first, 250).code);
    late = 0;
    await page.keyboard.press("PageUp");
  };
  await atStart();
  await page.keyboard.press("Shift+ArrowRight");
  const { code } = momentIn(first, 250 + scene.clip.fps);
  await showsCode(page, code);
  assert.equal(late, 0);
  await page.waitForTimeout(7_000);
  assert.ok(late > 0);
  await showsCode(page, code);
  await atStart();
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.waitForTimeout(7_000);
  assert.deepEqual(
    asked.filter((url) => url.includes(".m3u8")),
    [],
  );
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await done(page);
});

test("plates are looked for in the past alone, and days that do not come are said", async () => {
  const page = await opened(watchPath(recorded, momentIn(first, 250).atMs));
  await showsCode(page, momentIn(first, 250).code);
  const days = [];
  page.on("request", (request) => {
    const day = new URL(request.url()).searchParams.get("day");
    if (day) days.push(day);
  });
  await page.keyboard.press("n");
  await page.keyboard.press("n");
  await page.keyboard.press("n");
  await page.getByRole("dialog").getByText("Nenhuma placa nesse sentido em 7 dias").waitFor();
  const today = new Date().toLocaleDateString("sv-SE", { timeZone: "America/Sao_Paulo" });
  assert.ok(
    days.every((day) => day <= today),
    `${days}`,
  );
  await page.route(/timeline\/\?day=/, (route) => route.abort());
  for (let time = 0; time < 4; time += 1) await page.keyboard.press("p");
  await page
    .getByRole("dialog")
    .locator("[popover]:popover-open, [role=status], [role=alert]")
    .getByText("Sem conexão com o servidor")
    .first()
    .waitFor();
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await done(page);
});

test("sound that was turned down to nothing comes back as loud as it was", async () => {
  const page = await opened(watchPath(recorded, momentIn(first, 250).atMs));
  await showsCode(page, momentIn(first, 250).code);
  await page.getByRole("button", { name: "Volume" }).click();
  const volume = page.getByRole("slider", { name: "Volume" });
  await volume.fill("0.5");
  await volume.fill("0");
  await waitUntil(page, () => document.querySelector("input[type=range]").value === "0");
  await page.keyboard.press("m");
  await waitUntil(page, () => document.querySelector("input[type=range]").value === "0.5");
  await waitUntil(page, () => !document.querySelector("video[data-shown]").muted);
  const heard = await page.evaluate(() => document.querySelector("video[data-shown]").volume);
  assert.equal(heard, 0.5);
  await done(page);
});

test("a session that ends is begun again in place, at the same moment", async () => {
  const page = await opened(watchPath(recorded, momentIn(first, 250).atMs));
  await showsCode(page, momentIn(first, 250).code);
  await page.locator("[data-retention=known]").waitFor(); // where the gap is, is known
  await page.context().clearCookies();
  await page.keyboard.press("Shift+N"); // to footage that is not loaded
  const dialog = page.getByRole("dialog", { name: "Entre de novo" });
  await dialog.waitFor();
  await picture(page, "watch-signed-out");
  await dialog.getByLabel("Senha", { exact: true }).fill(scene.password);
  await dialog.getByRole("button", { name: "Entrar" }).click();
  await dialog.waitFor({ state: "detached" });
  await showsCode(page, momentIn(third, 0).code);
  assert.equal(await said(page).count(), 0);
  await done(page);
});

test("a lost network is said at the edge of the picture, which goes on when it is back", async () => {
  const page = await opened(watchPath(recorded, momentIn(first, 250).atMs));
  await showsCode(page, momentIn(first, 250).code);
  await page.locator("[data-retention=known]").waitFor(); // where the gap is, is known
  await page.context().setOffline(true);
  await page.keyboard.press("Shift+N");
  await said(page).getByText("Sem conexão com o servidor").waitFor();
  await assertAccessible(page, "no network");
  await picture(page, "watch-network");
  await page.context().setOffline(false);
  await showsCode(page, momentIn(third, 0).code);
  await said(page).waitFor({ state: "detached" });
  await done(page);
});

test("help, speeds, settings and panels are accessible", async () => {
  const page = await opened(watchPath(recorded, momentIn(first, 250).atMs));
  await showsCode(page, momentIn(first, 250).code);
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Teclas de atalho" }).waitFor();
  await assertAccessible(page, "help");
  await picture(page, "watch-help");
  await page.keyboard.press("Escape");
  for (const [name, shot] of [
    [/^Velocidade/, "watch-speed"],
    ["Ajustes", "watch-settings"],
    ["Volume", "watch-sound"],
    ["Trocar de câmera", "watch-swap"],
  ]) {
    await page.getByRole("button", { name, exact: true }).click();
    await page.locator(":popover-open").waitFor();
    await assertAccessible(page, shot);
    await picture(page, shot);
    await page.keyboard.press("Escape");
    await page.locator(":popover-open").waitFor({ state: "detached" });
  }
  await page.getByRole("button", { name: "Clipes salvos" }).click();
  await page.locator("[data-side=saved]").waitFor();
  await assertAccessible(page, "saved clips");
  await picture(page, "watch-saved");
  await done(page);
});

test("a speed is chosen from the menu, and another camera at the same moment", async () => {
  const page = await opened(watchPath(recorded, momentIn(first, 250).atMs));
  await showsCode(page, momentIn(first, 250).code);
  await page.getByRole("button", { name: /^Velocidade/ }).click();
  await page
    .getByRole("group", { name: "Para a frente" })
    .getByText("0,5×", { exact: true })
    .click();
  await page.getByRole("button", { name: "Velocidade: 0,5×" }).waitFor();
  await page.keyboard.press("k");
  await page.locator("[data-player-state=playing]").waitFor();
  const { wallMs } = await page.evaluate(() => window.probe.state());
  await page.getByRole("button", { name: "Trocar de câmera" }).click();
  await page.getByRole("searchbox", { name: "Buscar câmera" }).fill("praca");
  await page.getByRole("button", { name: "Praça", exact: true }).click();
  await page.getByRole("dialog", { name: "Praça" }).waitFor();
  await page.locator("[data-player-state=playing]").waitFor(); // as it did before
  const movedMs = (await page.evaluate(() => window.probe.state())).wallMs - wallMs;
  assert.ok(movedMs >= 0 && movedMs < 15_000, `${movedMs} ms`);
  assert.equal(new URL(page.url()).pathname, `/cameras/${scene.cameras.twin}/`);
  await done(page);
});

test("a viewer is not offered what a viewer may not", async () => {
  const page = await opened(watchPath(recorded, momentIn(first, 250).atMs), { user: "vera" });
  await showsCode(page, momentIn(first, 250).code);
  assert.equal(await page.getByRole("button", { name: "Criar clipe" }).count(), 0);
  await page.keyboard.press("c");
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Teclas de atalho" }).waitFor();
  assert.equal(await page.locator("[data-command=createClip]").count(), 0);
  assert.equal(await page.locator("[data-side]").count(), 0);
  await done(page);
});

test("on a phone every control can be hit with a finger, and the panel is a sheet", async () => {
  const page = await opened(watchPath(recorded, momentIn(first, 250).atMs), PHONE);
  await showsCode(page, momentIn(first, 250).code);
  const small = await page.getByRole("group", { name: "Controles" }).evaluate((bar) =>
    [...bar.querySelectorAll("button")]
      .map((button) => [button.getAttribute("aria-label"), button.getBoundingClientRect()])
      .filter(([, box]) => box.width > 0 && (box.width < 43.5 || box.height < 43.5))
      .map(([label, box]) => `${label} ${box.width}x${box.height}`),
  );
  assert.deepEqual(small, []);
  const isWider = () => document.documentElement.scrollWidth > window.innerWidth;
  assert.equal(await page.evaluate(isWider), false);
  await assertAccessible(page, "a phone");
  await picture(page, "watch-phone");
  await page.getByRole("button", { name: "Criar clipe" }).tap();
  await page.getByRole("textbox", { name: "Nome do clipe" }).waitFor();
  const box = await page.locator("[data-side=clip]").boundingBox();
  assert.ok(box.y > 100 && box.width === 360, JSON.stringify(box));
  await picture(page, "watch-phone-clip");
  await assertAccessible(page, "a phone's sheet");
  await done(page);
});

test("a phone on its side shows the picture beside its controls, and nearly it alone in full screen", async () => {
  for (const viewport of [
    { width: 740, height: 360 },
    { width: 844, height: 390 },
  ]) {
    const page = await opened(watchPath(recorded, momentIn(first, 250).atMs), {
      ...PHONE,
      viewport,
    });
    await showsCode(page, momentIn(first, 250).code);
    const stage = page.locator("[data-stage]");
    const seen = await stage.boundingBox();
    assert.ok(seen.height >= 0.6 * viewport.height && seen.width >= 0.5 * viewport.width);
    const isWider = () => document.documentElement.scrollWidth > window.innerWidth;
    assert.equal(await page.evaluate(isWider), false);
    await keptFor(page).scrollIntoViewIfNeeded();
    await assertAccessible(page, "a phone on its side");
    await picture(page, "watch-side");
    await page.getByRole("button", { name: "Criar clipe" }).tap();
    await page.getByRole("textbox", { name: "Nome do clipe" }).waitFor();
    const panel = await page.locator("[data-side=clip]").boundingBox();
    assert.ok(panel.x >= seen.x + seen.width - 1, JSON.stringify(panel));
    await page.getByRole("button", { name: "Fechar painel" }).tap();
    await page.getByRole("button", { name: "Tela cheia" }).tap();
    const leave = page.getByRole("button", { name: "Sair da tela cheia" });
    await leave.waitFor();
    const full = await stage.boundingBox();
    assert.ok(full.height >= 0.8 * viewport.height && full.width === viewport.width);
    const { x, width } = await leave.boundingBox();
    assert.ok(x + width <= viewport.width);
    await picture(page, "watch-side-full");
    await leave.tap();
    await page.getByRole("button", { name: "Tela cheia" }).waitFor();
    await done(page);
  }
});

test("what keys do on a desk a phone has buttons for: to clear the selection, and the help", async () => {
  const page = await opened(watchPath(recorded, momentIn(first, 250).atMs), PHONE);
  await showsCode(page, momentIn(first, 250).code);
  const clear = page.getByRole("button", { name: "Limpar a seleção" });
  assert.equal(await clear.filter({ visible: true }).count(), 0);
  await page.getByRole("button", { name: "Marcar o início" }).tap();
  await clear.filter({ visible: true }).tap();
  await waitUntil(page, () => !new URL(location.href).searchParams.has("in"));
  assert.equal(await clear.filter({ visible: true }).count(), 0);
  await page.getByRole("button", { name: "Ajustes" }).tap();
  await page.locator(":popover-open").getByRole("button", { name: "Ajuda" }).tap();
  await page.getByRole("dialog", { name: "Teclas de atalho" }).waitFor();
  await assertAccessible(page, "a phone's help");
  await done(page);
});

test("on a phone the day and what leads to a time stand on one row, however long its name is", async () => {
  const page = await opened(watchPath(recorded, first.start_ms - 24 * 3_600_000), PHONE);
  const date = await page.getByRole("button", { name: /abrir calendário/ }).boundingBox();
  const goTo = await page.getByRole("button", { name: "Ir para…" }).boundingBox();
  assert.equal(goTo.y, date.y);
  assert.ok(goTo.x + goTo.width <= 360 && goTo.width < 60, JSON.stringify(goTo));
  await done(page);
});

test("in full screen the controls stay", async () => {
  const page = await opened(watchPath(recorded, momentIn(first, 250).atMs));
  await showsCode(page, momentIn(first, 250).code);
  await page.getByRole("button", { name: "Tela cheia" }).click();
  await page.getByRole("button", { name: "Sair da tela cheia" }).click();
  await page.getByRole("button", { name: "Tela cheia" }).waitFor();
  await done(page);
});

test("in English, light and in forced colours it is as accessible", async () => {
  const page = await opened(watchPath(recorded, third.start_ms - 40_000), { locale: "en-US" });
  await said(page).getByText("No recording at this moment").waitFor();
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("button", { name: "Light", exact: true }).click();
  await assertAccessible(page, "light settings");
  await page.keyboard.press("Escape");
  await assertAccessible(page, "a light gap");
  await picture(page, "watch-light");
  await page.emulateMedia({ forcedColors: "active" });
  await picture(page, "watch-forced-colors");
  await done(page);
});
