// Alerts, disks and what expires. Alerts and figures are mostly given by the test; one alert is a
// real one, of a camera that does not answer, and so are all acknowledgements and holds.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  assertAccessible,
  close,
  done,
  launch,
  opened,
  picture,
  scene,
  signIn,
  url,
} from "./client.mjs";

const { twin, foreign } = scene.cameras;
const [file] = scene.files;
const ALERT_PATIENCE_MS = 90_000;

/** Each asks the API as one person. */
const people = {};

async function api(user, method, path, data) {
  people[user] ??= await (async () => {
    const context = await (await launch()).newContext({ baseURL: url });
    await signIn(context, user);
    return context;
  })();
  const { cookies } = await people[user].storageState();
  const token = cookies.find(({ name }) => name === "csrftoken")?.value ?? "";
  const headers = { "X-CSRFToken": token, Referer: url };
  const answer = await people[user].request.fetch(url + path, { method, data, headers });
  assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
  return answer.status() === 204 ? null : answer.json();
}

// Its address answers nobody: the alert opens half a minute later.
before(() => api("estela", "POST", "/api/recording/start/", { camera_id: foreign }));
after(async () => {
  await api("estela", "POST", "/api/recording/stop/", { camera_id: foreign });
  await close();
});

function alert(id, rest = {}) {
  return {
    id,
    kind: "camera_offline",
    severity: "critical",
    subject: `camera:${twin}`,
    city: scene.city,
    camera: twin,
    volume: null,
    message: `A câmera Praça não é gravada desde 20/11/2026 14:3${id}:00. Verifique a energia e a rede.`,
    details: {},
    opened_at: new Date(Date.now() - id * 600_000).toISOString(),
    closed_at: null,
    acknowledged_at: null,
    acknowledged_by: null,
    ...rest,
  };
}
const WARNING = {
  kind: "frame_loss",
  severity: "warning",
  message: "A câmera Praça perdeu 2,5 % dos quadros em 5 minutos. Verifique a rede dela.",
};

/** Answers the list of alerts with what `told` holds; counts how often it is asked for. */
async function giveAlerts(context, told) {
  await context.route("**/api/alerts/?*", (route) => {
    const isOpen = new URL(route.request().url()).searchParams.get("open") === "true";
    if (isOpen) told.asked = (told.asked ?? 0) + 1;
    const results = isOpen ? told.open : (told.closed ?? []);
    return route.fulfill({ json: { results, next: null, previous: null } });
  });
}

const going = (rest = {}) => ({
  camera: twin,
  camera_name: "Praça",
  city: scene.city,
  date: new Date(file.start_ms - 3 * 3_600_000).toISOString().slice(0, 10),
  day_start_time: new Date(file.start_ms - 60_000).toISOString(),
  day_end_time: new Date(file.start_ms + 120_000).toISOString(),
  start_time: new Date(file.start_ms).toISOString(),
  end_time: new Date(file.start_ms + file.length_ms).toISOString(),
  expires_at: new Date(Date.now() + 36_000_000).toISOString(),
  bytes: 12_345_678,
  recordings: 1,
  is_held: false,
  held_until: null,
  hold: null,
  ...rest,
});

/** `expiries`: the days, or what the answer is to have besides; changed, they are told anew. */
async function giveExpiries(context, expiries) {
  // 03:00 in the city.
  const runsAt = new Date();
  runsAt.setUTCHours(6, 0, 0, 0);
  if (runsAt <= Date.now()) runsAt.setUTCDate(runsAt.getUTCDate() + 1);
  const runs_at = runsAt.toISOString();
  await context.route("**/api/expiries/**", (route) => {
    const search = new URL(route.request().url()).searchParams.get("search");
    const results = Array.isArray(expiries) ? expiries : expiries.results(search);
    const left = results.filter((day) => !day.is_held);
    const losses = {
      days: left.length,
      cameras: new Set(left.map(({ camera }) => camera)).size,
      bytes: left.reduce((sum, { bytes }) => sum + bytes, 0),
    };
    const given = Array.isArray(expiries) ? {} : expiries.rest(search);
    const json = { runs_at, count: results.length, losses, results, has_more: false, ...given };
    return route.fulfill({ json });
  });
}

/** The client at `path`, with what the test gives in place of the API's answers. */
async function given(path, { told = { open: [] }, expiries = [], ...options }) {
  const page = await opened("/sign-in/", { ...options, user: null });
  await giveAlerts(page.context(), told);
  await giveExpiries(page.context(), expiries);
  await signIn(page.context(), options.user ?? "ana");
  await page.goto(path);
  return page;
}

const bell = (page) => page.getByRole("button", { name: /^Alertas: / });
const panel = (page) => page.getByRole("dialog", { name: "Alertas e armazenamento" });

test("open alerts stand by gravity, each with what it is, since when and the way to its camera", async () => {
  const closed = [
    alert(9, {
      opened_at: "2026-11-20T12:00:00Z",
      closed_at: "2026-11-20T12:12:30Z",
      acknowledged_at: "2026-11-20T12:02:00Z",
      acknowledged_by: "olga",
    }),
  ];
  const mine = { acknowledged_at: new Date().toISOString(), acknowledged_by: "olga" };
  const told = { open: [alert(1, WARNING), alert(2), alert(3, mine)], closed };
  const page = await given("/", { told });
  await bell(page).filter({ hasText: "3" }).waitFor();
  assert.equal(await bell(page).getAttribute("aria-label"), "Alertas: 3 abertos, 2 críticos");
  await page.getByText("2 alertas críticos abertos").waitFor();
  await picture(page, "alerts-strip");
  await bell(page).click();
  const rows = panel(page).getByRole("list", { name: "Alertas abertos" }).getByRole("listitem");
  await rows.nth(2).waitFor();
  const kinds = await rows.locator("strong").allTextContents();
  assert.deepEqual(kinds, ["Câmera fora do ar", "Câmera fora do ar", "Perda de quadros"]);
  await rows.nth(0).getByText("Crítico", { exact: true }).waitFor();
  await rows.nth(2).getByText("Atenção", { exact: true }).waitFor();
  await rows.nth(0).getByText("há 20 minutos").waitFor();
  await rows
    .nth(1)
    .getByText(/Reconhecido por olga/)
    .waitFor();
  assert.equal(await rows.getByRole("button", { name: "Reconhecer" }).count(), 2);
  await assertAccessible(page, "alerts");
  await panel(page).getByText("Encerrados recentemente").click();
  await panel(page).getByText("12 min 30 s").waitFor();
  await picture(page, "alerts-panel");
  const beforeMs = Date.parse(told.open[1].opened_at) - 10_000;
  await rows.nth(0).getByRole("link", { name: "Ver últimas imagens" }).click();
  await page.waitForURL((at) => at.pathname === `/cameras/${twin}/`);
  assert.equal(Date.parse(new URL(page.url()).searchParams.get("at")), beforeMs);
  assert.equal(await panel(page).count(), 0);
  await done(page);
});

test("alerts are at most 5 s old, asked for while the page is seen; new critical ones are said", async () => {
  const told = { open: [alert(1, WARNING)] };
  const page = await given("/", { told });
  await bell(page).filter({ hasText: "1" }).waitFor();
  const askedBefore = told.asked;
  const began = Date.now();
  await page.waitForTimeout(8_500);
  const each = (Date.now() - began) / (told.asked - askedBefore);
  assert.ok(each < 5_000, `one in ${each} ms`);
  assert.equal(await page.getByRole("status").getByText("Verifique a energia").count(), 0);
  told.open = [alert(1, WARNING), alert(2)];
  const saidBy = page.getByRole("status").filter({ hasText: "Verifique a energia e a rede." });
  await saidBy.first().waitFor();
  assert.equal(await bell(page).getAttribute("aria-label"), "Alertas: 2 abertos, 1 crítico");
  await saidBy.first().getByRole("button", { name: "Ver alertas" }).click();
  await panel(page).waitFor();
  await page.keyboard.press("Escape");
  const see = (state) =>
    page.evaluate((visibility) => {
      Object.defineProperty(document, "visibilityState", { value: visibility, configurable: true });
      document.dispatchEvent(new window.Event("visibilitychange", { bubbles: true }));
    }, state);
  await see("hidden");
  await page.waitForTimeout(300);
  const whileHidden = told.asked;
  await page.waitForTimeout(5_000);
  assert.equal(told.asked, whileHidden);
  await see("visible");
  const deadline = Date.now() + 2_000;
  while (told.asked === whileHidden && Date.now() < deadline) await page.waitForTimeout(50);
  assert.ok(told.asked > whileHidden, "asked for at once when it is seen again");
  await done(page);
});

test("disks are shown to those who run them, with what is left", async () => {
  const page = await given("/", { user: "admin" });
  const volume = (id, used, rest = {}) => ({
    ...{ id, name: `Disco ${id}`, folder: `/mnt/${id}`, identity: "ok", is_active: true },
    ...{ is_short: false, total_bytes: 4e12, used_bytes: used, free_bytes: 4e12 - used },
    ...{ reserve_bytes: 2e9, footage_bytes: used, bytes_per_hour: 4e9, hours_left: 120 },
    ...{ days_until_full: null, ...rest },
  });
  const { usage, forecast } = await api("admin", "GET", "/api/storage/");
  await page.context().route("**/api/storage/", (route) =>
    route.fulfill({
      json: {
        volumes: [
          volume(1, 1.2e12),
          volume(2, 3.46e12, { days_until_full: 6 }),
          volume(3, 3.84e12, { identity: "missing", days_until_full: 1.5 }),
        ],
        usage,
        forecast,
      },
    }),
  );
  await page.reload();
  await page.getByText("Disco do volume Disco 3: 96% em uso").waitFor();
  await page
    .getByRole("region", { name: "Avisos" })
    .getByRole("button", { name: "Ver alertas" })
    .click();
  const meters = panel(page).getByRole("meter");
  await meters.nth(2).waitFor();
  const values = await meters.evaluateAll((all) => all.map((meter) => meter.ariaValueNow));
  assert.deepEqual(values, ["30", "87", "96"]);
  await panel(page).getByText("não enche no ritmo atual").waitFor();
  await panel(page).getByText("cheio em cerca de 6 dias").waitFor();
  await panel(page).getByText("cheio em cerca de 36 horas").waitFor();
  await panel(page).getByText("O disco deste volume não está no lugar").waitFor();
  await assertAccessible(page, "storage");
  await picture(page, "alerts-storage");
  await done(page);
});

test("a day that expires is kept with one press, and given back", async () => {
  const day = going();
  const heldUntil = new Date(Date.now() + 9 * 86_400_000).toISOString();
  const ofOthers = { is_held: true, held_until: heldUntil };
  const expiries = [
    day,
    going({ camera: scene.cameras.recorded, camera_name: "Portaria", ...ofOthers }),
  ];
  const page = await given("/", { user: "olga", expiries });
  await page.getByText(/^1 dia de gravação expira (hoje|amanhã) às \d\d:\d\d$/).waitFor();
  await bell(page).click();
  const rows = panel(page).getByRole("list", { name: "Dias que expiram" }).getByRole("listitem");
  await rows
    .nth(1)
    .getByText(/^Preservado até /)
    .waitFor();
  assert.equal(await rows.count(), 2);
  assert.equal(await rows.getByRole("button").count(), 1);
  await rows.nth(0).getByText("12,3 MB").waitFor();
  await assertAccessible(page, "expiries");
  const holdsOfDay = async () => {
    const date = new Date(file.start_ms - 3 * 3_600_000).toISOString().slice(0, 10);
    const told = await api("olga", "GET", `/api/playback/cameras/${twin}/timeline/?day=${date}`);
    return told.holds.map(([start, length, id]) => [told.start_ms + start, length, id]);
  };
  const held = await holdsOfDay();
  await page.context().route("**/api/holds/**", async (route, request) => {
    const answer = await route.fetch();
    const isKept = request.method() === "POST";
    const made = isKept ? await answer.json() : { id: null, until: null };
    expiries[0] = { ...day, is_held: isKept, held_until: made.until, hold: made.id };
    await route.fulfill({ response: answer });
  });
  await rows.nth(0).getByRole("button", { name: "Preservar este dia" }).click();
  await rows
    .nth(0)
    .getByText(/^Preservado até /)
    .waitFor();
  await page
    .getByRole("status")
    .getByText(/^Praça: dia preservado até /)
    .first()
    .waitFor();
  await picture(page, "alerts-expiries");
  const kept = (await holdsOfDay()).filter(([, , id]) => !held.some((one) => one[2] === id));
  const span = [Date.parse(day.day_start_time), Date.parse(day.day_end_time)];
  assert.deepEqual(
    kept.map(([start, length]) => [start, start + length]),
    [span],
  );
  const { results } = await api("olga", "GET", `/api/holds/?camera=${twin}&in_force=true`);
  assert.deepEqual(results.find(({ id }) => id === kept[0][2])?.created_by, "olga");
  await page.reload(); // what was kept is known by the server, not by the page
  await bell(page).click();
  await rows.nth(0).getByRole("button", { name: "Liberar" }).click();
  await rows.nth(0).getByRole("button", { name: "Preservar este dia" }).waitFor();
  assert.deepEqual(await holdsOfDay(), held);
  await rows.nth(0).getByRole("link", { name: "Ver este dia" }).click();
  await page.waitForURL((at) => at.pathname === `/cameras/${twin}/`);
  assert.equal(Date.parse(new URL(page.url()).searchParams.get("at")), file.start_ms);
  await done(page);
});

test("of more days than are told the first are, with the true sums; others are searched for", async () => {
  const results = (search) =>
    search ? [going({ camera_name: search }), going({ camera: 1 })] : many;
  const rest = (search) =>
    search
      ? {}
      : { count: 1234, has_more: true, losses: { days: 1200, cameras: 600, bytes: 5e12 } };
  const many = Array.from({ length: 30 }, (_, nth) => going({ camera: 1000 + nth }));
  const page = await given("/", { expiries: { results, rest } });
  await page.getByText(/^1\.200 dias de gravação expiram/).waitFor();
  await bell(page).click();
  await panel(page).getByText("1.200 dias de 600 câmeras, 5,0\u00a0TB").waitFor();
  const list = panel(page).getByRole("list", { name: "Dias que expiram" });
  await panel(page).getByText("Os primeiros 30 de 1.234 dias.").waitFor();
  await panel(page).getByLabel("Buscar câmera").fill("Zona");
  await list.getByText("Zona", { exact: true }).waitFor();
  assert.equal(await list.getByRole("listitem").count(), 2);
  await assertAccessible(page, "many expiries");
  await done(page);
});

test("what expires is said to be unknown when the answer fails", async () => {
  const page = await given("/", {});
  await page.context().route("**/api/expiries/**", (route) => route.fulfill({ status: 500 }));
  await page.reload();
  await bell(page).click();
  await panel(page).getByText("A lista do que expira não pôde ser atualizada.").waitFor();
  await panel(page).getByRole("button", { name: "Tentar de novo" }).waitFor();
  await done(page);
});

test("a city that another person chose here silences no alert", async () => {
  const told = { open: [alert(1), alert(2)], closed: [] };
  const page = await given("/", { told });
  await page.evaluate((city) => {
    window.localStorage.setItem("vms.city", city);
  }, String(scene.other_city));
  await page.reload();
  await bell(page).filter({ hasText: "2" }).waitFor();
  await page.evaluate((city) => {
    window.localStorage.setItem("vms.city", city);
  }, String(scene.city));
  await page.reload();
  await bell(page).filter({ hasText: "2" }).waitFor();
  const asking = page.waitForRequest((request) => request.url().includes("open=false"));
  await bell(page).click();
  const closed = await asking;
  assert.equal(new URL(closed.url()).searchParams.get("concerns"), String(scene.city));
  await done(page);
});

test("alerts that get no answer are told to be old, or not known yet", async () => {
  const page = await given("/", { told: { open: [alert(1)] } });
  await bell(page).filter({ hasText: "1" }).waitFor();
  await bell(page).click();
  await page.context().route("**/api/alerts/?*", () => undefined); // never answered
  await panel(page)
    .getByText(/^O servidor não responde: estes alertas são das /)
    .waitFor();
  await page.reload();
  await bell(page).click();
  await panel(page).getByText("ainda não se sabe que alertas há").waitFor();
  await done(page);
});

test("why a day was not kept is said", async () => {
  const page = await given("/", { expiries: [going()] });
  await page.context().route("**/api/holds/", (route) =>
    route.fulfill({
      status: 403,
      json: {
        code: "plan_limit",
        detail: "O plano Pro inclui 50 preservações por vez.",
        fields: {},
      },
    }),
  );
  await bell(page).click();
  await panel(page).getByRole("button", { name: "Preservar este dia" }).click();
  await panel(page).getByText("O plano Pro inclui 50 preservações por vez.").waitFor();
  await panel(page).getByRole("button", { name: "Preservar este dia" }).waitFor();
  await done(page);
});

test("who may only watch sees it all but changes nothing, and disks are not theirs", async () => {
  const page = await given("/", { user: "vera", told: { open: [alert(1)] }, expiries: [going()] });
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await bell(page).filter({ hasText: "1" }).waitFor();
  await bell(page).click();
  await panel(page).getByText("Câmera fora do ar").waitFor();
  await panel(page).getByText("Praça", { exact: true }).waitFor();
  const buttons = await panel(page).getByRole("button").allTextContents();
  assert.deepEqual(buttons.filter(Boolean), []);
  assert.equal(asked.includes("/api/storage/"), false);
  assert.equal(await panel(page).getByText("Armazenamento", { exact: true }).count(), 0);
  await done(page);
});

test("light, in English, with nothing open", async () => {
  const page = await given("/", { locale: "en-US", colorScheme: "light" });
  await page.evaluate(() => window.localStorage.setItem("vms.theme", "light"));
  await page.reload();
  await page.getByRole("button", { name: "Alerts: none open" }).click();
  const english = page.getByRole("dialog", { name: "Alerts and storage" });
  await english.getByText("No open alerts.").waitFor();
  await english.getByText("Nothing expires with the next cleanup.").waitFor();
  await assertAccessible(page, "alerts, light");
  await picture(page, "alerts-light");
  await done(page);
});

test("a camera that does not answer raises an alert, which is acknowledged, seen by its city alone", async () => {
  const page = await opened("/", { user: "estela" });
  await bell(page).filter({ hasText: /\d/ }).waitFor({ timeout: ALERT_PATIENCE_MS });
  await bell(page).click();
  const row = panel(page).getByRole("listitem").filter({ hasText: "Alheia" }).first();
  await row.getByRole("button", { name: "Reconhecer" }).click();
  await row.getByText(/Reconhecido por estela/).waitFor();
  await picture(page, "alerts-real");
  const { results } = await api("estela", "GET", "/api/alerts/?open=true");
  const found = results.find(({ camera }) => camera === foreign);
  assert.deepEqual([found.acknowledged_by, found.city], ["estela", scene.other_city]);
  const others = await api("ana", "GET", "/api/alerts/?open=true");
  assert.equal(
    others.results.some(({ camera }) => camera === foreign),
    false,
  );
  await done(page);
});
