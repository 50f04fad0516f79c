// Clips: made in a camera's dialog, looked at, named, shared, deleted and brought back.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import {
  assertAccessible,
  close,
  done,
  launch,
  momentIn,
  opened,
  picture,
  scene,
  url,
  watchPath,
  showsCode,
  waitUntil,
} from "./client.mjs";

const CAMERA = scene.cameras.recorded;
const [FILE] = scene.files;
const FRAME_MS = 1000 / scene.clip.fps;
const made = [];
let folder;
let ana;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "clips-"));
  ana = await asProgram("ana");
});

after(async () => {
  for (const id of made) await ana("DELETE", `/api/clips/${id}/`);
  await close();
  rmSync(folder, { recursive: true });
});

/** Calls of the API as that person: {status, data}. */
async function asProgram(username) {
  const signedIn = await send("POST", "/api/auth/login/", { username, password: scene.password });
  return (method, path, body) => send(method, path, body, signedIn.data.token);
}

async function send(method, path, body, token) {
  const headers = { "Content-Type": "application/json" };
  if (token) headers.Authorization = `Token ${token}`;
  const answer = await fetch(url + path, { method, headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  return { status: answer.status, data: text ? JSON.parse(text) : null };
}

/** Where the n-th frame begins: what the player tells of it. */
const beginning = (frame) => momentIn(FILE, frame).atMs - Math.floor(FRAME_MS / 2);
const iso = (ms) => new Date(ms).toISOString();

/** A clip that is ready, by that person. */
async function clipOf(call, name, fromFrame = 25, toFrame = 75) {
  const body = {
    camera: CAMERA,
    name,
    start_time: iso(momentIn(FILE, fromFrame).atMs),
    end_time: iso(momentIn(FILE, toFrame).atMs),
  };
  const asked = await call("POST", "/api/clips/", body);
  assert.equal(asked.status, 202);
  made.push(asked.data.id);
  for (let looks = 0; looks < 100; looks += 1) {
    const { data } = await call("GET", `/api/clips/${asked.data.id}/`);
    if (data.status === "ready") return data;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`clip ${asked.data.id} is not ready`);
}

async function openedAt(frame, options) {
  const page = await opened(watchPath(CAMERA, momentIn(FILE, frame).atMs), options);
  await showsCode(page, momentIn(FILE, frame).code);
  return page;
}

async function withPanel(frame, options) {
  const page = await openedAt(frame, options);
  await page.keyboard.press("c");
  await page.locator("[data-edge=in]").waitFor();
  return page;
}

const start = (page) => page.getByLabel("Início", { exact: true });
const end = (page) => page.getByLabel("Fim", { exact: true });

/** "20/11/2026 15:04:05,25" by the city's clocks. */
function fieldText(ms) {
  const parts = { dateStyle: "short", timeStyle: "medium", timeZone: "America/Sao_Paulo" };
  const day = new Intl.DateTimeFormat("pt-BR", {
    ...parts,
    dateStyle: undefined,
    timeStyle: undefined,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).format(ms);
  const time = new Intl.DateTimeFormat("pt-BR", { ...parts, dateStyle: undefined }).format(ms);
  return `${day} ${time},${String(Math.floor((ms % 1000) / 10)).padStart(2, "0")}`;
}

async function select(page, inMs, outMs) {
  await start(page).fill(fieldText(inMs));
  await start(page).press("Enter");
  await end(page).fill(fieldText(outMs));
  await end(page).press("Enter");
}

/** The number burnt into the first picture that FFmpeg shows of a file. */
function firstCode(path) {
  const filter = "crop=iw:64:0:0,scale=12:2:flags=area,format=gray";
  const argv = ["-v", "error", "-i", path, "-frames:v", "1", "-vf", filter];
  const cells = execFileSync("ffmpeg", [...argv, "-f", "rawvideo", "-"]);
  return [...cells.subarray(0, 12)].reduce((code, cell, at) => {
    return code * 2 + (cell > cells[12 + at] ? 1 : 0);
  }, 0);
}

function probed(path) {
  const entries = "stream=codec_name,nb_read_frames:format=duration";
  const argv = ["-v", "error", "-count_frames", "-show_entries", entries, "-of", "json", path];
  const { streams, format } = JSON.parse(execFileSync("ffprobe", argv));
  return { streams, seconds: Number(format.duration) };
}

test("a clip is made end to end, and its file is what was seen", async () => {
  const first = 60; // inside of a group of pictures
  const count = 50;
  const page = await withPanel(first);
  await page.getByRole("button", { name: "Início aqui" }).click();
  assert.equal(await start(page).inputValue(), fieldText(beginning(first)));
  await end(page).fill(fieldText(beginning(first + count)));
  await end(page).press("Enter");
  await page.getByText("Todo o trecho tem gravação.").waitFor();
  assert.equal(
    (await page.locator("[data-clip-length]").textContent()).replaceAll("\u00a0", " "),
    "2 s",
  );
  await page
    .locator("[data-clip-size]")
    .getByText(/^cerca de \d+,\d.[kM]B$/)
    .waitFor();
  await assertAccessible(page, "clip panel");
  await picture(page, "clips-panel");

  const created = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/api/clips/")) created.push(request);
  });
  await page.getByRole("button", { name: "Ver em repetição" }).click();
  const { frames } = await page.evaluate(() => window.probe.play(5000));
  const codes = frames.map(([, code]) => code).filter((code) => code !== null);
  const startCode = momentIn(FILE, first).code;
  const nths = codes.map((code) => (code - startCode + scene.clip.frames) % scene.clip.frames);
  // Besides the frame that was shown before it began, all are of the range, again and again; where
  // the browser is late, up to three more are on the screen before it goes back.
  assert.ok(
    nths.slice(1).every((nth) => nth < count + 3),
    `left the range: ${nths}`,
  );
  const rounds = nths.filter((nth, at) => at > 0 && nth < nths[at - 1] - count / 2);
  assert.ok(rounds.length >= 2, `not a loop: ${nths}`);
  assert.equal(created.length, 0, "a preview is no job");

  const name = "Travessia na faixa de pedestres";
  await page.getByLabel("Nome do clipe").fill(name);
  await page.getByRole("button", { name: "Criar clipe" }).last().click();
  const job = page.locator("[data-job]").filter({ hasText: name });
  await job.waitFor();
  made.push(Number(await job.getAttribute("data-job")));
  await page.locator(`[data-job="${made.at(-1)}"][data-status=ready]`).waitFor();
  await page.getByText(`Clipe pronto: ${name}`).first().waitFor();
  assert.equal(await start(page).inputValue(), "", "the place is free for the next one");
  await assertAccessible(page, "a clip that is ready");
  await picture(page, "clips-ready");

  const loading = page.waitForEvent("download");
  await job.getByRole("link", { name: "Baixar" }).click();
  const path = join(folder, "made.mp4");
  await (await loading).saveAs(path);
  const hash = createHash("sha256").update(readFileSync(path)).digest("hex");
  assert.equal(await job.getByLabel("SHA-256", { exact: true }).inputValue(), hash);
  const { streams, seconds } = probed(path);
  assert.equal(streams[0].codec_name, "h264");
  assert.equal(Number(streams[0].nb_read_frames), count);
  assert.ok(Math.abs(seconds * 1000 - count * FRAME_MS) <= FRAME_MS, `${seconds} s`);
  assert.equal(firstCode(path), startCode);
  await done(page);
});

test("edges are typed, moved by seconds, and refused in words", async () => {
  const page = await withPanel(10);
  const { atMs } = momentIn(FILE, 250);
  await start(page).fill("amanhã cedo");
  await start(page).press("Enter");
  await page.getByText("Escreva assim: 20/11/2026 15:04:05,25").waitFor();
  await assertAccessible(page, "a bad time");
  await start(page).fill(fieldText(atMs).slice(11)); // of the day that is shown
  await start(page).press("Enter");
  assert.equal(await start(page).inputValue(), fieldText(atMs));
  await page.getByText("Falta marcar o fim.").waitFor();

  await end(page).fill(fieldText(atMs + 3000));
  await end(page).press("Enter");
  await page.getByRole("button", { name: "Fim: +1" }).click();
  assert.equal(await end(page).inputValue(), fieldText(atMs + 4000));
  for (let presses = 0; presses < 5; presses += 1) {
    await page.getByRole("button", { name: "Início: +1" }).click();
  }
  assert.equal(await start(page).inputValue(), fieldText(atMs + 3960), "a frame before the end");
  await showsCode(page, momentIn(FILE, 250 + 99).code);

  await select(page, FILE.start_ms - 7_200_000, FILE.start_ms + 4 * 3_600_000 + 1000);
  await page.getByText("Um clipe tem no máximo 6 horas.").waitFor();
  const create = page.getByRole("button", { name: "Criar clipe" }).last();
  assert.equal(await create.isDisabled(), true);
  await picture(page, "clips-too-long");
  await page.getByRole("button", { name: "Limpar trecho" }).click();
  assert.equal(await start(page).inputValue(), "");
  assert.equal(await create.isDisabled(), true);
  await done(page);
});

test("what is not recorded is told before, and where there is something", async () => {
  const page = await withPanel(10);
  const [, second, third] = scene.files;
  const gapMs = second.start_ms + second.length_ms;
  await select(page, gapMs - 10_000, third.start_ms + 5_000);
  await page.locator(`[data-missing-ms="${third.start_ms - gapMs}"]`).waitFor();
  assert.match(await page.locator("[data-missing-ms]").textContent(), /Sem gravação em 1.min 30.s/);
  await picture(page, "clips-gap");

  await select(page, gapMs + 10_000, gapMs + 20_000);
  await page.getByText("Nada foi gravado neste trecho.").waitFor();
  await page.getByRole("button", { name: "Criar clipe" }).last().click();
  await page.locator("[data-code=no_recording]").waitFor();
  await assertAccessible(page, "nothing recorded");
  await picture(page, "clips-nothing");
  await page
    .locator("[data-code]")
    .getByRole("button", { name: /^Depois: / })
    .click();
  await showsCode(page, third.first_frame % scene.clip.frames);
  await done(page);
});

test("the plan's limit is told with its number; parts are offered one by one", async () => {
  const page = await withPanel(10);
  const { atMs } = momentIn(FILE, 100);
  await select(page, atMs, atMs + 4000);
  let refusal = {
    status: 403,
    json: { code: "plan_limit", detail: "O plano Pro inclui 50 clipes.", fields: {}, limit: 50 },
  };
  const bodies = [];
  await page.route("**/api/clips/", async (route, request) => {
    if (request.method() !== "POST") return route.fallback();
    bodies.push(request.postDataJSON());
    if (refusal) return route.fulfill(refusal);
    return route.fulfill({ status: 202, json: { id: 900_000 + bodies.length, status: "pending" } });
  });
  const create = page.getByRole("button", { name: "Criar clipe" }).last();
  await create.click();
  await page.getByText("O plano Pro inclui 50 clipes.").waitFor();
  await page.getByRole("button", { name: "Ver os clipes da cidade" }).waitFor();
  await assertAccessible(page, "the plan's limit");
  await picture(page, "clips-plan-limit");

  const parts = [0, 2000].map((from) => ({
    start_time: iso(atMs + from),
    end_time: iso(atMs + from + 2000),
    ...{ codecs: "avc1.42c01e", width: from ? 1280 : 1920, height: from ? 720 : 1080 },
  }));
  refusal = {
    status: 409,
    json: { code: "parts_differ", detail: "O fluxo mudou.", fields: {}, parts },
  };
  await page.getByLabel("Nome do clipe").fill("Esquina");
  await create.click();
  await page.getByText("1920×1080").waitFor();
  await picture(page, "clips-parts");
  bodies.length = 0;
  const differ = refusal;
  const away = { status: 503, json: { code: "away", detail: "Sem lugar.", fields: {} } };
  await page.unroute("**/api/clips/");
  await page.route("**/api/clips/", async (route, request) => {
    if (request.method() !== "POST") return route.fallback();
    const body = request.postDataJSON();
    if (!body.name.includes("/2")) return route.fulfill(differ);
    const isSecond = body.name.endsWith("(2/2)");
    const isRefused = isSecond && refusal === away;
    if (!isRefused) bodies.push(body);
    if (isRefused) return route.fulfill(away);
    return route.fulfill({ status: 202, json: { id: 900_000 + bodies.length, status: "pending" } });
  });
  refusal = away;
  await page.getByRole("button", { name: "Recortar as 2 partes" }).click();
  await page.getByText("Sem lugar.").waitFor();
  refusal = null;
  await create.click();
  await page.getByRole("button", { name: "Recortar as 2 partes" }).click(); // the first one is there
  await page.getByText("Clipe pedido: Esquina (2/2)").waitFor({ state: "attached" });
  assert.deepEqual(
    bodies,
    parts.map(({ start_time, end_time }, nth) => {
      const name = `Esquina (${nth + 1}/2)`;
      return { camera: CAMERA, name, start_time, end_time, mode: "exact" };
    }),
  );
  await done(page);
});

test("progress is shown, cancelled and tried again", async () => {
  const clip = await clipOf(ana, "Entrega na portaria");
  let now = { ...clip, status: "cutting", progress: 42, sha256: "", file_size: 0 };
  const page = await opened("/clips/");
  const looks = [];
  await page.route(`**/api/clips/${clip.id}/**`, (route, request) => {
    const { pathname } = new URL(request.url());
    if (pathname.endsWith("/cancel/")) now = { ...now, status: "cancelled" };
    if (pathname.endsWith("/retry/")) now = { ...now, status: "pending", progress: 0 };
    if (request.method() === "GET") looks.push(Date.now());
    return route.fulfill({ json: now });
  });
  await page.route("**/api/clips/?*", (route) =>
    route.fulfill({ json: { results: [now], next: null, previous: null } }),
  );
  await page.reload();
  const card = page.locator(`[data-clip="${clip.id}"]`);
  const bar = card.getByRole("progressbar", { name: `Andamento de ${clip.name}` });
  await bar.waitFor();
  assert.equal(await bar.getAttribute("aria-valuenow"), "42");
  await assertAccessible(page, "a clip that is cut");
  await picture(page, "clips-cutting");
  now = { ...now, progress: 77 };
  await page.locator("[role=progressbar][aria-valuenow='77']").waitFor();

  await card.getByRole("button", { name: "Cancelar" }).click();
  await card.getByText("Cancelado").waitFor();
  const seen = looks.length;
  await card.getByRole("button", { name: "Tentar de novo" }).click();
  await card.getByText("Na fila").waitFor();
  assert.ok(looks.length - seen <= 2, "nothing is asked while nothing is under way");
  now = { ...now, status: "failed", error: { code: "no_room", message: "Não há espaço." } };
  await card.getByText("Não há espaço.").waitFor();
  await page.getByText(`O clipe falhou: ${clip.name}`).waitFor();
  await picture(page, "clips-failed");
  await done(page);
});

test("a saved clip is renamed, played, deleted and brought back", async () => {
  const clip = await clipOf(ana, "Portão dos fundos");
  const page = await opened("/clips/");
  const card = page.locator(`[data-clip="${clip.id}"]`);
  await card.waitFor();
  await assertAccessible(page, "all clips");

  await card.getByRole("button", { name: `Renomear ${clip.name}` }).click();
  await page.keyboard.press("Escape");
  await card.getByRole("button", { name: `Renomear ${clip.name}` }).click();
  await card.getByLabel("Novo nome").fill("");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await card.getByText("Dê um nome ao clipe.").waitFor();
  const kept = await page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  assert.equal(kept, "Salvar", "the focus stays where it is");
  const name = "Portão dos fundos: suspeito de mochila";
  await card.getByLabel("Novo nome").fill(name);
  await page.keyboard.press("Enter");
  await card.getByRole("heading", { name }).waitFor();
  assert.equal((await ana("GET", `/api/clips/${clip.id}/`)).data.name, name);

  await card.getByRole("button", { name: `Reproduzir ${name}` }).click();
  const dialog = page.getByRole("dialog", { name });
  await waitUntil(page, () => document.querySelector("dialog video")?.currentTime > 0.2);
  await assertAccessible(page, "a clip that is played");
  await picture(page, "clips-play");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  const focused = await page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  assert.equal(focused, `Reproduzir ${name}`);

  await card.getByRole("button", { name: `Detalhes de ${name}` }).click();
  assert.equal(await card.getByLabel("SHA-256", { exact: true }).inputValue(), clip.sha256);
  await assertAccessible(page, "a clip's details");
  await picture(page, "clips-details");
  const loading = page.waitForEvent("download");
  await card.getByRole("link", { name: "Manifesto" }).click();
  const manifest = JSON.parse(readFileSync(await (await loading).path(), "utf8"));
  assert.equal(manifest.file.sha256, clip.sha256);
  await card.getByRole("button", { name: "Fazer cópia marcada" }).click();
  await page.getByText(`Cópia marcada pronta: ${name}`).waitFor({ timeout: 60_000 });
  await card.getByRole("link", { name: /^Baixar cópia marcada/ }).waitFor();

  await card.getByRole("button", { name: `Excluir ${name}` }).click();
  await card.waitFor({ state: "detached" });
  await page.getByText(`Clipe excluído: ${name}`).waitFor();
  assert.equal((await ana("GET", `/api/clips/${clip.id}/`)).data.status, "deleted");
  await page.getByRole("button", { name: "Desfazer" }).click();
  await card.waitFor();
  assert.equal((await ana("GET", `/api/clips/${clip.id}/`)).data.status, "ready");

  await page.route(`**/api/clips/${clip.id}/`, (route) => route.abort());
  await card.getByRole("button", { name: `Excluir ${name}` }).click();
  await page.getByText("Isso não foi possível agora.").waitFor();
  await card.waitFor();
  await page.unroute(`**/api/clips/${clip.id}/`);
  await card.getByRole("button", { name: `Excluir ${name}` }).click();
  await card.waitFor({ state: "detached" });
  await page.reload(); // the offer to undo is gone; the clip is there for a day
  await page.getByLabel("Situação").selectOption({ label: "Excluído" });
  assert.equal(await card.getByRole("button", { name: `Renomear ${name}` }).count(), 0);
  await assertAccessible(page, "deleted clips");
  await card.getByRole("button", { name: "Restaurar" }).click();
  await card.waitFor({ state: "detached" });
  await page.getByLabel("Situação").selectOption({ label: "Todas as situações" });
  await card.waitFor();

  await card.getByRole("button", { name: `Ver na linha do tempo: ${name}` }).click();
  await page.waitForURL(`**/cameras/${CAMERA}/?at=*`);
  await showsCode(page, momentIn(FILE, 25).code);
  await done(page);
});

test("why a clip is not played is told: it is gone, or nobody answers", async () => {
  const clip = await clipOf(ana, "Troca de placas");
  const page = await opened("/clips/");
  const play = page.getByRole("button", { name: `Reproduzir ${clip.name}` });
  const dialog = page.getByRole("dialog", { name: clip.name });
  await play.waitFor();
  await ana("DELETE", `/api/clips/${clip.id}/`);
  await play.click();
  await dialog.getByText("Este clipe não existe mais.").waitFor();
  await assertAccessible(page, "a clip that is gone");
  await page.keyboard.press("Escape");
  await ana("POST", `/api/clips/${clip.id}/restore/`);
  await page.route(`**/api/clips/${clip.id}/**`, (route) => route.abort());
  await play.click();
  await dialog.getByText("O servidor não responde.").waitFor();
  await page.unroute(`**/api/clips/${clip.id}/**`);
  await dialog.getByRole("button", { name: "Tentar de novo" }).click();
  await waitUntil(page, () => document.querySelector("dialog video")?.currentTime > 0.2);
  await done(page);
});

test("a link opens the clip to whoever has it, until it is ended", async () => {
  const clip = await clipOf(ana, "Colisão na esquina");
  const page = await opened("/clips/");
  const card = page.locator(`[data-clip="${clip.id}"]`);
  await card.getByRole("button", { name: `Compartilhar ${clip.name}` }).click();
  await page.getByLabel("72 horas").check();
  await assertAccessible(page, "sharing");
  await picture(page, "clips-share");
  await page.getByRole("button", { name: "Criar link" }).click();
  const link = await page.getByLabel("Link do clipe").inputValue();
  await page.getByText(/^Compartilhado até /).waitFor();
  await assertAccessible(page, "a link");
  await picture(page, "clips-shared");
  const { data } = await ana("GET", `/api/clips/${clip.id}/share/`);
  const hours = (Date.parse(data.expires_at) - Date.parse(data.created_at)) / 3_600_000;
  assert.equal(Math.round(hours), 72);

  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copiar link" }).click();
  await page.getByText("Copiado.").waitFor({ state: "attached" });
  assert.equal(await page.evaluate(() => window.navigator.clipboard.readText()), link);

  await page.evaluate(() => {
    window.clipboard = window.navigator.clipboard;
    Object.defineProperty(window.navigator, "clipboard", { value: undefined }); // as without https
    return window.clipboard.writeText("");
  });
  await page.getByRole("button", { name: "Copiar link" }).click();
  await waitUntil(page, async (text) => (await window.clipboard.readText()) === text, link);

  const path = new URL(link).pathname;
  const stranger = await (await launch()).newContext();
  const visit = await stranger.newPage();
  assert.equal((await visit.goto(url + path)).status(), 200);
  await visit.getByText(clip.name).first().waitFor();
  assert.equal((await stranger.request.get(`${url}${path}/clip.mp4`)).status(), 200);

  await page.route(`**/api/clips/${clip.id}/share/`, async (route) => {
    const end = page.getByRole("button", { name: "Encerrar link" });
    if (route.request().method() === "DELETE") assert.equal(await end.isDisabled(), true);
    await route.continue();
  });
  await page.getByRole("button", { name: "Encerrar link" }).click();
  await page.getByText("O link foi encerrado.").first().waitFor();
  assert.equal((await visit.goto(url + path)).status(), 404);
  assert.equal((await stranger.request.get(`${url}${path}/clip.mp4`)).status(), 404);
  await stranger.close();
  await done(page);
});

test("each role is offered what it may do", async () => {
  const olga = await asProgram("olga");
  const [hers, anas] = [await clipOf(olga, "Ronda da noite"), await clipOf(ana, "Troca de turno")];
  const offered = async (user, ...clips) => {
    const page = await opened("/clips/", { user });
    const found = [];
    for (const { id, name } of clips) {
      const card = page.locator(`[data-clip="${id}"]`);
      await card.getByRole("button", { name: `Detalhes de ${name}` }).click();
      await card.getByRole("link", { name: `Baixar ${name}` }).waitFor();
      const names = await card
        .getByRole("button")
        .evaluateAll((buttons) =>
          buttons.map((button) => button.getAttribute("aria-label") ?? button.textContent),
        );
      found.push(names.map((text) => text.replace(name, "…")).toSorted());
    }
    await done(page);
    return found;
  };
  const all = ["Copiar SHA-256", "Detalhes de …", "Reproduzir …", "Ver na linha do tempo: …"];
  const cuts = [...all, "Fazer cópia marcada"].toSorted();
  const own = [...cuts, "Renomear …"].toSorted();
  const managed = [...own, "Compartilhar …", "Excluir …"].toSorted();
  assert.deepEqual(await offered("vera", hers), [all]);
  assert.deepEqual(await offered("olga", anas, hers), [cuts, own]);
  assert.deepEqual(await offered("ana", hers), [managed]);

  const page = await openedAt(10, { user: "vera" });
  await page.keyboard.press("c");
  assert.equal(await page.getByRole("button", { name: "Criar clipe" }).count(), 0);
  assert.equal(await page.locator("[data-edge]").count(), 0);
  await page.getByRole("button", { name: "Clipes salvos" }).click();
  await page.locator(`[data-clip="${hers.id}"]`).waitFor();
  await assertAccessible(page, "saved clips in the dialog");
  await picture(page, "clips-saved");
  await done(page);
});

test("many clips come page by page, and can be searched", async () => {
  const like = await clipOf(ana, "Clipe 0");
  const page = await opened("/clips/");
  const asked = [];
  await page.route("**/api/clips/?*", (route, request) => {
    const query = Object.fromEntries(new URL(request.url()).searchParams);
    asked.push(query);
    const from = (Number(query.page) - 1) * 50;
    const count = query.search ? 0 : Math.min(50, 60 - from);
    const results = Array.from({ length: count }, (_, nth) => ({
      ...like,
      id: like.id - from - nth,
      name: `Clipe ${from + nth + 1}`,
    }));
    const next = !query.search && from + 50 < 60 ? `${url}/api/clips/?page=2` : null;
    return route.fulfill({ json: { results, next, previous: null } });
  });
  await page.route("**/thumbnail.jpg/", (route) => route.fulfill({ status: 409, json: {} }));
  await page.route("**/api/cameras/?*", async (route, request) => {
    const answer = await (await route.fetch()).json();
    const isFirst = new URL(request.url()).searchParams.get("page") === "1";
    const results = isFirst ? answer.results : [{ ...answer.results[0], id: 999, name: "Última" }];
    await route.fulfill({ json: { ...answer, results, next: isFirst ? "more" : null } });
  });
  await page.reload();
  await page.getByRole("option", { name: "Última" }).waitFor({ state: "attached" });
  await page.getByRole("heading", { name: "Clipe 50", exact: true }).waitFor();
  assert.equal(await page.locator("[data-clip]").count(), 50);
  await page.getByRole("button", { name: "Mostrar mais" }).click();
  await page.getByRole("heading", { name: "Clipe 60", exact: true }).waitFor();
  assert.equal(await page.locator("[data-clip]").count(), 60);
  assert.equal(await page.getByRole("button", { name: "Mostrar mais" }).count(), 0);

  await page.getByLabel("Câmera", { exact: true }).selectOption({ label: "Portaria" });
  await page.getByLabel("Situação").selectOption({ label: "Pronto" });
  await page.getByLabel("Buscar por nome").fill("nada disso");
  await page.getByText("Nenhum clipe corresponde ao filtro").waitFor();
  const { page_size, ...last } = asked.at(-1);
  assert.equal(page_size, "50");
  assert.deepEqual(last, {
    camera: String(CAMERA),
    page: "1",
    search: "nada disso",
    status: "ready",
  });
  await assertAccessible(page, "nothing found");
  await picture(page, "clips-none-found");
  await page.getByRole("button", { name: "Limpar filtro" }).click();
  await page.getByRole("heading", { name: "Clipe 50", exact: true }).waitFor();
  await done(page);
});

test("a city without clips says how to make one; the server's silence is told", async () => {
  const page = await opened("/clips/", { user: "estela" });
  await page.getByText("Nenhum clipe ainda").waitFor();
  await assertAccessible(page, "no clips");
  await picture(page, "clips-none");
  await page.route("**/api/clips/?*", (route) => route.abort());
  await page.reload();
  await page.getByText("Os clipes não puderam ser carregados.").waitFor();
  await page.unroute("**/api/clips/?*");
  await page.getByRole("button", { name: "Tentar de novo" }).click();
  await page.getByText("Nenhum clipe ainda").waitFor();
  await done(page);
});

test("pictures of many clips, dark and light", { skip: !process.env.VMS_SCREENS }, async () => {
  await clipOf(ana, "Suspeito com mochila vermelha no portão dos fundos");
  for (const [colours, suffix] of [
    ["dark", ""],
    ["light", "-light"],
  ]) {
    const page = await withPanel(60);
    await page.evaluate((theme) => window.localStorage.setItem("vms.theme", theme), colours);
    await page.reload();
    const { atMs } = momentIn(FILE, 60);
    await page.locator("[data-player-state]").waitFor();
    await page.keyboard.press("c");
    await start(page).waitFor();
    await select(page, atMs, atMs + 12_340);
    await page.getByText("Todo o trecho tem gravação.").waitFor();
    await picture(page, `clips-panel${suffix}`);
    await page.goto("/clips/");
    await page.locator("[data-clip] img").first().waitFor();
    await picture(page, `clips-page${suffix}`);
    await done(page);
  }
});
