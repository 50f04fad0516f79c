// What the player says when something is not to be had, and what it leaves behind.

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
  signIn,
  watchPath,
} from "./client.mjs";
import {
  assertRises,
  codesOf,
  COUNT,
  countedOn,
  fps,
  go,
  played,
  press,
  says,
  shows,
  watching,
  withGoTo,
} from "./playing.mjs";

after(close);

const [first, second, third, far] = scene.files;
const { recorded, living, hevc } = scene.cameras;

test("a session that ends in the middle keeps the picture, and goes on after signing in", async () => {
  const page = await watching(momentIn(first, 10));
  await press(page, "Space");
  await page.context().clearCookies();
  await page.route("**/media/**", (route) => route.fulfill({ status: 403 }));
  const { wallMs } = await says(page, "signed_out");
  const code = Math.floor(((wallMs + 1 - first.start_ms) * fps) / 1000) % COUNT;
  const kept = await page.evaluate(() => window.probe.codeOf(window.probe.shown()));
  assert.ok(Math.abs(kept - code) <= 2, `${kept} at ${code}`);
  await page.unroute("**/media/**");
  await signIn(page.context(), "ana");
  await page.getByLabel("Senha", { exact: true }).fill(scene.password);
  await page.keyboard.press("Enter");
  await says(page, "playing");
  // From where it stood: it has played for a moment by now, longer on a machine with much to do.
  const codes = codesOf(await played(page, 2000));
  const counts = countedOn(kept, codes);
  assertRises(counts, `${codes}`);
  assert.ok(counts.length > 10 && counts.every((count) => count < 200), `${codes} from ${kept}`);
  await done(page);
});

test("playing that somebody ended is said, asked for once, and goes on after signing in", async () => {
  const here = momentIn(first, 10);
  const userAgent = `Ended at ${Date.now()}`;
  const page = await opened(watchPath(recorded, here.atMs), { userAgent, isAlone: true });
  await says(page, "paused");
  const { request } = page.context();
  const { results } = await (await request.get("/api/playback/sessions/")).json();
  const { id } = results.find((session) => session.user_agent === userAgent);
  const cookies = await page.context().cookies();
  const headers = { "X-CSRFToken": cookies.find(({ name }) => name === "csrftoken").value };
  assert.equal((await request.delete(`/api/playback/sessions/${id}/`, { headers })).status(), 204);
  let asked = 0;
  page.on("response", (answer) => (asked += answer.url().includes(".m3u8") ? 1 : 0));
  await page.reload();
  const dialog = page.getByRole("dialog", { name: "Entre de novo" });
  await dialog.getByText("Sua reprodução foi encerrada.").waitFor();
  await assertAccessible(page, "ended playback");
  const before = asked;
  await page.evaluate(() => window.dispatchEvent(new window.Event("focus")));
  await page.waitForTimeout(1_500);
  assert.ok(before <= 2 && asked === before, `${before}, then ${asked}`);
  await dialog.getByLabel("Senha", { exact: true }).fill(scene.password);
  await page.keyboard.press("Enter");
  await shows(page, here);
  await dialog.waitFor({ state: "detached" });
  await done(page);
});

test("without a network it plays what it has, and goes on when there is one", async () => {
  const page = await withGoTo(momentIn(first, 10));
  await press(page, "Space");
  await says(page, "playing");
  await page.context().setOffline(true);
  const away = await played(page, 6000);
  assert.equal(away.state, "network");
  assert.ok(codesOf(away).length > 50, `${codesOf(away)}`);
  await page.context().setOffline(false);
  await says(page, "playing");
  await press(page, "Space");
  await page.context().setOffline(true);
  await page.evaluate((path) => window.goTo(path), watchPath(recorded, momentIn(far, 100).atMs));
  await says(page, "network");
  await page.context().setOffline(false);
  await shows(page, momentIn(far, 100));
  await done(page);
});

test("it says where there is nothing, and what this browser cannot play", async () => {
  const page = await withGoTo(momentIn(third, 0));
  const tell = async (atMs, state) => {
    await page.evaluate((path) => window.goTo(path), watchPath(recorded, atMs));
    return says(page, state);
  };
  const inGap = second.start_ms + second.length_ms + 45_000;
  assert.equal((await tell(inGap, "gap")).wallMs, inGap);
  const code = await page.evaluate(() => window.probe.codeOf(window.probe.shown()));
  assert.equal(code, third.first_frame % COUNT); // the last picture stays
  await tell(first.start_ms - 86_400_000, "gap");
  await page.evaluate((path) => window.goTo(path), watchPath(recorded, momentIn(far, -30).atMs));
  await shows(page, momentIn(far, -30));
  await press(page, "Space");
  await says(page, "end");
  await done(page);
  const other = await opened(watchPath(hevc, first.start_ms + 1000));
  await says(other, "codec");
  await done(other);
});

test("what is sought without a network comes when there is one", async () => {
  const page = await withGoTo(momentIn(first, 10));
  await press(page, "Space");
  await says(page, "playing");
  await page.route("**/media/**", (route) => route.abort());
  await says(page, "network");
  await press(page, "Space");
  await go(page, momentIn(first, 30)); // what is there already
  await says(page, "network");
  await page.evaluate((path) => window.goTo(path), watchPath(recorded, momentIn(second, 20).atMs));
  await page.waitForTimeout(2_500); // tried again in vain
  assert.equal((await page.evaluate(() => window.probe.state())).state, "network");
  await page.unroute("**/media/**");
  await shows(page, momentIn(second, 20));
  await done(page);
});

test("a server with too much to do is left alone as long as it wants", async () => {
  const page = await withGoTo(momentIn(first, 10));
  for (const [pattern, status] of [
    ["**/index.m3u8?**", 503],
    ["**/media/**", 429],
  ]) {
    const asked = [];
    await page.route(pattern, async (route) => {
      asked.push(Date.now());
      const headers = { "Retry-After": "3" };
      if (Date.now() - asked[0] < 500) await route.fulfill({ status, headers });
      else await route.continue();
    });
    const moment = momentIn(status === 503 ? far : second, 100);
    await page.evaluate((path) => window.goTo(path), watchPath(recorded, moment.atMs));
    await says(page, "network");
    await shows(page, moment);
    const waited = asked.map((at) => at - asked[0]).find((ms) => ms >= 500);
    assert.ok(waited >= 2_990, `${status}: again after ${waited} ms`);
    await page.unroute(pattern);
  }
  await done(page);
});

test("the end is said, and left by a step back", async () => {
  const page = await watching(momentIn(far, -10));
  await press(page, "Space");
  await says(page, "end");
  await page.locator("[data-said]").getByText("Fim das gravações").waitFor();
  await assertAccessible(page, "the end");
  await picture(page, "watch-end");
  await press(page, ",");
  await shows(page, momentIn(far, -2));
  await done(page);
});

test("footage that is broken is said, and can be tried again", async () => {
  const page = await opened("/sign-in/");
  const body = Buffer.alloc(50_000, "no video");
  await page.route("**/media/**", (route) => route.fulfill({ status: 206, body }));
  await page.goto(watchPath(recorded, momentIn(first, 10).atMs));
  await says(page, "broken");
  await assertAccessible(page, "broken footage");
  await picture(page, "watch-broken");
  await page.unroute("**/media/**");
  await page.getByRole("button", { name: "Tentar de novo" }).click();
  await shows(page, momentIn(first, 10));
  await done(page);
});

test("a browser that cannot play is told so, with the moment's recording as a file", async () => {
  const page = await opened("/sign-in/");
  await page.addInitScript(() => {
    delete window.MediaSource;
    delete window.ManagedMediaSource;
  });
  const { atMs } = momentIn(first, 10);
  const lookedUp = page.waitForRequest((request) => request.url().includes("/api/recordings/?"));
  await page.goto(watchPath(recorded, atMs));
  assert.equal((await says(page, "browser")).wallMs, atMs);
  const { searchParams } = new URL((await lookedUp).url());
  assert.equal(Date.parse(searchParams.get("start")), atMs);
  await page.getByRole("link", { name: "Baixar a gravação" }).waitFor();
  await assertAccessible(page, "a browser without media source");
  await picture(page, "watch-browser");
  await done(page);
});

test("live goes on over changes of files, and leaves it for what was ten seconds ago", async () => {
  const page = await opened(watchPath(living));
  await says(page, "live");
  const seen = await played(page, 7500);
  const counts = countedOn(codesOf(seen)[0], codesOf(seen));
  assertRises(counts, `${counts}`);
  assert.ok(counts.at(-1) > 120, `${counts}`);
  const { wallMs } = await page.evaluate(() => window.probe.state());
  assert.ok(Date.now() - wallMs < 15_000, `${Date.now() - wallMs} ms behind`);
  await press(page, "Shift+ArrowLeft", 10);
  await says(page, "playing");
  await press(page, "v");
  await says(page, "live");
  await done(page);
});

test("dialogs that come and go leave nothing behind", async () => {
  const page = await withGoTo(momentIn(first, 10));
  const session = await page.context().newCDPSession(page);
  const openings = (count) =>
    page.evaluate(
      async ([path, times]) => {
        const until = (isSo) => window.probe.watch(isSo, 10_000, document);
        for (let time = 0; time < times; time += 1) {
          window.goTo("/");
          await until(() => !document.querySelector("dialog[open]"));
          window.goTo(path);
          await until(() => document.querySelector("[data-player-state=paused]"));
        }
      },
      [watchPath(recorded, momentIn(first, 10).atMs), count],
    );
  const counters = async () => {
    for (let time = 0; time < 2; time += 1) await session.send("HeapProfiler.collectGarbage");
    const { nodes, jsEventListeners } = await session.send("Memory.getDOMCounters");
    return { nodes, jsEventListeners };
  };
  await openings(10);
  const before = await counters();
  await openings(50);
  const now = await counters();
  assert.ok(now.nodes <= before.nodes + 50, JSON.stringify([before, now]));
  assert.ok(now.jsEventListeners <= before.jsEventListeners + 10, JSON.stringify([before, now]));
  await done(page);
});
