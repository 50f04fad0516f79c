// The days of the timeline: their hours and gaps, the calendar, typed times, how long they are kept.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import {
  assertAccessible,
  close,
  done,
  opened,
  picture,
  scene,
  watchPath,
  waitUntil,
} from "./client.mjs";
import { plainDay } from "./timeline_days.mjs";
import {
  DAY_MS,
  HOUR_MS,
  first,
  CAMERA,
  START,
  NOW,
  BAND_Y,
  SURFACE,
  atTimeline,
  shows,
  withDays,
  rangeOf,
  setNow,
  settled,
  surfaceOf,
  xOf,
  labels,
  becomes,
  keptFor,
  shownAt,
} from "./timeline_page.mjs";

after(close);

test("days of 23 and 25 hours have the hours that their clocks struck", async () => {
  const days = {
    "2018-11-04": plainDay("2018-11-04", { hours: 23 }),
    "2018-02-17": plainDay("2018-02-17", {
      startMs: Date.parse("2018-02-17T02:00:00Z"),
      hours: 25,
    }),
  };
  const cases = [
    ["2018-11-04T15:00:00Z", 23, "dia de 23 h", ["01:00", "02:00", "03:00"]],
    ["2018-02-17T15:00:00Z", 25, "dia de 25 h", ["22:00", "23:00", "23:00"]],
  ];
  const { page } = await withDays(days, Date.parse("2018-11-04T15:00:00Z"), {
    viewport: { width: 1920, height: 1080 },
  });
  for (const [at, hours, told, some] of cases) {
    await page.goto(watchPath(CAMERA, Date.parse(at)));
    await shows(page);
    await page.getByRole("button", { name: "Dia inteiro" }).click();
    await waitUntil(
      page,
      (wanted) => Number(document.querySelector("[data-timeline]").dataset.lengthMs) === wanted,
      hours * HOUR_MS,
    );
    await settled(page);
    const found = await labels(page);
    assert.ok(
      found.some((label) => label.includes(told)),
      found.join(),
    );
    const struck = found.filter((label) => /^\d\d:\d\d$/.test(label));
    // The first and last are left out where they would be cut off.
    const text = struck.join();
    assert.ok(text.includes(some.slice(hours === 23 ? 1 : 0).join()), text);
    assert.equal(struck.includes("00:00"), hours === 25 && struck[0] === "00:00", text);
  }
  await picture(page, "timeline-25h");
  await done(page);
});

test("the reason of a gap is told where one points, and by the slider", async () => {
  const day = "2026-11-12";
  const startMs = Date.parse(`${day}T03:00:00Z`);
  const { page } = await withDays(
    {
      [day]: plainDay(day, {
        spans: [4 * HOUR_MS, 4 * HOUR_MS, HOUR_MS, 9 * HOUR_MS],
        gap_reasons: [2, 1, 3],
        clips: [[5 * HOUR_MS, HOUR_MS, 4]],
        holds: [[5 * HOUR_MS, HOUR_MS, 4]],
      }),
    },
    startMs + 8.5 * HOUR_MS,
  );
  const label = page.locator("[data-gap-reason]");
  const told = async (hours) => {
    await page.mouse.move(
      await xOf(page, startMs + hours * HOUR_MS),
      (await surfaceOf(page)).y + BAND_Y,
    );
    await waitUntil(
      page,
      (time) => document.querySelector("[data-gap-reason] b")?.textContent.startsWith(time),
      new Date(startMs + (hours - 3) * HOUR_MS).toISOString().slice(11, 13),
    );
    return [await label.getAttribute("data-gap-reason"), await label.textContent()];
  };
  const cases = [
    [2.5, "2", /gravação desligada \(mais de|gravação desligada/],
    [5.5, "", /gravado.*clipe salvo.*preservado/],
    [8.5, "1", /sem gravação: câmera fora do ar \(1 h\)/],
    [19.5, "3", /gravador ou servidor parado/],
  ];
  for (const [hours, reason, words] of cases) {
    const [found, text] = await told(hours);
    assert.equal(found, reason, text);
    assert.match(text, words);
  }
  await picture(page, "timeline-gaps");
  const slider = page.locator(SURFACE);
  await slider.focus();
  assert.equal(
    await slider.getAttribute("aria-valuetext"),
    "08:30:00, 12 de novembro, sem gravação: câmera fora do ar",
  );
  assert.equal(await slider.getAttribute("aria-valuenow"), String(8.5 * 3600));
  assert.equal(await slider.getAttribute("aria-valuemax"), String(24 * 3600));
  await assertAccessible(page, "timeline with gaps");
  await done(page);
});

const NOT_KEPT = { day_number: null, days_left: null, expires_at: null };

test("the calendar tells of each day, is walked by keys, and opens a day", async () => {
  const page = await opened("/sign-in/");
  await setNow(page);
  const days = (month) =>
    Array.from({ length: month === "2026-11" ? 21 : 31 }, (_, at) => ({
      date: `${month}-${String(at + 1).padStart(2, "0")}`,
      coverage_pct: at < 12 ? 0 : 60 + at,
      detections: at < 12 ? 0 : at * 100,
      day_number: at < 14 ? null : 21 - at,
      days_left: at < 13 ? null : at - 13,
      expires_at: at < 13 ? null : `2026-11-${String(at + 8).padStart(2, "0")}T06:00:00Z`,
      ...(at === 16 && { coverage_pct: 0, detections: 0, ...NOT_KEPT }),
      ...(month !== "2026-11" && NOT_KEPT),
    }));
  await page.route(/\/api\/playback\/cameras\/\d+\/days\//, (route) => {
    const month = new URL(route.request().url()).searchParams.get("month");
    const answer = { camera: CAMERA, time_zone: "America/Sao_Paulo", plan: "Basic" };
    return route.fulfill({ json: { ...answer, retention_days: 7, days: days(month) } });
  });
  await page.goto(watchPath(CAMERA, NOW - HOUR_MS));
  await shows(page);
  await page.getByRole("button", { name: /abrir calendário/ }).click();
  const dialog = page.getByRole("dialog", { name: "Calendário" });
  const day = (name) => dialog.getByRole("button", { name });
  await day(/^13 de novembro, 72 % gravado, 1\.200 detecções/).waitFor();
  await day(/^1 de novembro, 0 % gravado, fora do plano$/).waitFor();
  await day(/^17 de novembro, 0 % gravado$/).waitFor(); // within the plan, and nothing recorded
  await day(/^14 de novembro.*expira hoje/).waitFor();
  await dialog.getByText("O plano Basic guarda 7 dias. Próxima exclusão: 14 de novembro").waitFor();
  await assertAccessible(page, "calendar");
  await picture(page, "calendar");
  const focused = () => page.evaluate(() => document.activeElement.dataset.date);
  const today = await page.evaluate(() => document.querySelector("time").dateTime);
  assert.equal(await focused(), today);
  for (const [key, date] of [
    ["ArrowUp", 7],
    ["ArrowLeft", 8],
    ["ArrowDown", 1],
  ]) {
    await page.keyboard.press(key);
    const wanted = new Date(Date.parse(today) - date * DAY_MS).toISOString().slice(0, 10);
    await waitUntil(page, (to) => document.activeElement.dataset.date === to, wanted);
  }
  await page.keyboard.press("PageUp");
  await dialog.getByText("outubro de 2026").waitFor();
  await day(/^13 de outubro, 72 % gravado/).waitFor();
  await dialog.getByText("Próxima exclusão: 14 de novembro").waitFor();
  assert.equal(await dialog.locator("[data-next]").count(), 0);
  await page.keyboard.press("PageDown");
  await page.keyboard.press("Home");
  await waitUntil(page, () => document.activeElement.dataset.date.endsWith("-01"));
  await day(/^13 de novembro/).click();
  await dialog.waitFor({ state: "detached" });
  await page.locator('time[datetime="2026-11-13"]').waitFor();
  const { startMs, lengthMs } = await rangeOf(page);
  assert.equal(startMs, Date.parse("2026-11-13T03:00:00Z"));
  assert.equal(lengthMs, DAY_MS);
  await done(page);
});

test("a typed time leads there; what is none is said", async () => {
  const page = await atTimeline(watchPath(CAMERA, START.atMs));
  await page.getByRole("button", { name: "Ir para…" }).click();
  const dialog = page.getByRole("dialog", { name: "Ir para um horário" });
  const field = dialog.getByLabel("Data e hora");
  const problems = [
    ["quarta", "Não entendi"],
    ["25:00", "Essa hora não existe"],
    ["31/02 10:00", "Essa data não existe"],
    ["31/12/2030 10:00", "ainda não aconteceu"],
  ];
  for (const [text, problem] of problems) {
    await field.fill(text);
    await page.keyboard.press("Enter");
    await dialog.getByText(problem).waitFor();
    assert.equal(await field.getAttribute("aria-invalid"), "true");
  }
  await assertAccessible(page, "typed time");
  await picture(page, "go-to-time");
  const wanted = first.start_ms + 33_000;
  const [date, time] = new Date(wanted - 3 * HOUR_MS).toISOString().split("T");
  const [, month, dayOfMonth] = date.split("-");
  await field.fill(`${dayOfMonth}/${month} ${time.slice(0, 8).replaceAll(":", "")}`);
  await dialog.getByText(time.slice(0, 8)).waitFor();
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  await shownAt(page, wanted);
  await done(page);
});

test("how long a day is kept is said, and that nothing is kept of another", async () => {
  const day = "2026-11-18";
  const startMs = Date.parse(`${day}T03:00:00Z`);
  const expires_ms = NOW + 3 * DAY_MS;
  const retention = { day_number: 3, of_days: 7, plan: "Basic", oldest_ms: startMs, expires_ms };
  const days = { [day]: plainDay(day, { spans: [0, DAY_MS], gap_reasons: [0, 0], retention }) };
  const { page } = await withDays(days, startMs + 9 * HOUR_MS);
  await page.getByText("Dia 3 de 7 disponíveis (Plano Basic)").waitFor();
  await page.getByText(/^expira em \d\d\/\d\d às \d\d:\d\d$/).waitFor();
  await page.getByRole("button", { name: "Dia anterior", exact: true }).click();
  await page.locator('time[datetime="2026-11-17"]').waitFor();
  await page.getByText("Sem imagens neste dia (Plano Basic: 7 dias)").waitFor();
  await page.getByText("Nada gravado em 17 de novembro").waitFor();
  await assertAccessible(page, "empty day");
  await picture(page, "timeline-empty-day");
  await done(page);
});

test("an empty day leads to the nearest day that has something", async () => {
  const today = new Date(first.start_ms - 3 * HOUR_MS).toISOString().slice(0, 10);
  const page = await atTimeline(watchPath(CAMERA, first.start_ms - 2 * DAY_MS));
  const near = page.locator("[data-timeline]").getByRole("group", { name: /mais próximos/ });
  await near.getByRole("button").click();
  await page.locator(`time[datetime="${today}"]`).waitFor();
  await waitUntil(
    page,
    ([from, to]) => {
      const shown = Number(document.querySelector("[data-wall-ms]")?.dataset.wallMs);
      return shown >= from && shown <= to;
    },
    [first.start_ms, scene.files.at(-1).start_ms + scene.files.at(-1).length_ms],
  );
  await done(page);
});

test("days come in sight while the view keeps moving, and those that are searched come first", async () => {
  const day = (date) =>
    plainDay(date, { spans: date === "2026-11-06" ? [0, 6 * HOUR_MS] : [0, DAY_MS] });
  const { page, asked } = await withDays(day, Date.parse("2026-11-10T15:00:00Z"));
  await becomes(
    () => asked.includes("2026-11-11"),
    () => asked.join(),
  );
  await page.evaluate(() => {
    const surface = document.querySelector("[data-timeline] [role=slider]");
    let turn = 0;
    window.moving = setInterval(() => {
      const deltaX = turn++ < 40 ? -100 : turn % 2 ? 2 : -2;
      surface.dispatchEvent(new window.WheelEvent("wheel", { deltaX, cancelable: true }));
    }, 20);
  });
  const { startMs } = await rangeOf(page);
  await waitUntil(
    page,
    (before) =>
      Number(document.querySelector("[data-timeline]").dataset.startMs) < before - 2 * 86_400_000,
    startMs,
  );
  await becomes(
    () => asked.includes("2026-11-07"),
    () => asked.join(),
  );
  await page.keyboard.press("Shift+P");
  await becomes(
    () => asked.includes("2026-11-06"),
    () => asked.join(),
  );
  await shownAt(page, Date.parse("2026-11-06T09:00:00Z"), 1_000);
  await page.evaluate(() => clearInterval(window.moving));
  await done(page);
});

test("that the nearest days could not be asked for is not that there are none", async () => {
  const page = await opened("/sign-in/");
  await page.route(/\/api\/playback\/cameras\/\d+\/days\//, (route) =>
    route.fulfill({ status: 500 }),
  );
  await page.route(/\/api\/playback\/cameras\/\d+\/timeline\//, (route) =>
    route.fulfill({ json: plainDay(new URL(route.request().url()).searchParams.get("day")) }),
  );
  await page.goto(watchPath(CAMERA, first.start_ms - 2 * DAY_MS));
  const timeline = page.locator("[data-timeline]");
  await timeline.getByText("Não foi possível carregar o calendário.").waitFor();
  assert.equal(await timeline.getByText("Nenhum outro dia").count(), 0);
  await done(page);
});

test("without a connection what was known stays, marked, and nobody is stormed", async () => {
  const page = await atTimeline(watchPath(CAMERA, START.atMs));
  await keptFor(page).waitFor();
  const askedMs = [];
  await page.route(/\/timeline\//, (route) => {
    askedMs.push(Date.now());
    return route.abort();
  });
  await page.getByText("Sem conexão: dados podem estar desatualizados").waitFor();
  await becomes(
    () => askedMs.length >= 3,
    () => askedMs.join(),
  );
  const waits = askedMs.slice(1, 3).map((ms, at) => ms - askedMs[at]);
  assert.ok(waits[0] >= 900 && waits[1] >= 1_900, waits.join());
  const { y } = await surfaceOf(page);
  await page.mouse.move(await xOf(page, START.atMs), y + BAND_Y);
  await waitUntil(page, () => document.querySelector("[data-gap-reason] b") !== null);
  await keptFor(page).waitFor();
  await page.unroute(/\/timeline\//);
  await page
    .getByText("Sem conexão: dados podem estar desatualizados")
    .waitFor({ state: "detached" });
  await done(page);
});

test("a day's data is small", async () => {
  const page = await atTimeline(watchPath(CAMERA, START.atMs));
  await keptFor(page).waitFor();
  const sizes = await page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .filter(({ name }) => /\/api\/playback\/.*\/timeline\//.test(name))
      .map(({ transferSize }) => transferSize),
  );
  assert.ok(sizes.length > 0);
  assert.ok(Math.max(...sizes) < 20_000, sizes.join());
  await done(page);
});
