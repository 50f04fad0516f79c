// The player shows the very frame, and never a black one: by the numbers in the pictures.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { close, done, momentIn, opened, scene, watchPath } from "./client.mjs";
import {
  assertFalls,
  assertRises,
  codesOf,
  COUNT,
  countedOn,
  fps,
  go,
  GOP,
  played,
  press,
  says,
  shows,
  watching,
  withGoTo,
} from "./playing.mjs";

after(close);

const [first, second, third, far] = scene.files;
const { recorded } = scene.cameras;

test("every moment shows its frame and none before it", async () => {
  const page = await withGoTo(momentIn(far, 3 * GOP));
  const wanted = [
    momentIn(first, 5 * GOP), // another window, its key frame
    momentIn(first, 12 * GOP), // the same window, not loaded yet
    momentIn(first, 20 * GOP + 31), // inside a GOP
    momentIn(second, 0),
    momentIn(first, -1), // of the file before, whose end is not loaded
    momentIn(far, 5 * GOP + 49),
    momentIn(second, 7 * GOP + 13), // another window, inside a GOP
    momentIn(first, 0),
    momentIn(first, 1),
  ];
  for (const moment of wanted) {
    const { ms, others, blacks } = await go(page, moment);
    assert.deepEqual(
      { isThere: ms !== null, others, blacks },
      { isThere: true, others: [], blacks: 0 },
    );
    const { wallMs } = await says(page, "paused");
    assert.ok(Math.abs(wallMs - moment.atMs) <= 1000 / fps, `${wallMs} for ${moment.atMs}`);
  }
  await done(page);
});

test("a frame on and a frame back are one frame, over borders of files too", async () => {
  const start = momentIn(second, 2);
  const page = await watching(start);
  let code = start.code;
  const step = async (key, by) => {
    await press(page, key);
    code = (code + by + COUNT) % COUNT;
    await shows(page, { code });
    const stays = await played(page, 150);
    assert.deepEqual(codesOf(stays), [code]);
  };
  for (let time = 0; time < 5; time += 1) await step(",", -1);
  for (let time = 0; time < 6; time += 1) await step(".", 1);
  await press(page, ".", 10);
  await shows(page, { code: (code + 10) % COUNT });
  await done(page);
});

test("it plays over the end of a file, over a gap, and over hours without anything", async () => {
  const page = await withGoTo(momentIn(first, 100));
  for (const [before, next] of [
    [first, second],
    [second, third],
    [third, far],
  ]) {
    const from = momentIn(before, -30);
    await go(page, from);
    await press(page, "Space");
    const seen = await played(page, 3200);
    await press(page, "Space");
    const { wallMs } = await says(page, "paused");
    assert.ok(
      wallMs >= next.start_ms && wallMs < next.start_ms + 10_000,
      `${wallMs - next.start_ms}`,
    );
    const counts = countedOn(from.code, codesOf(seen));
    assertRises(counts, `${counts}`);
    assert.ok(counts.at(-1) > 40, `${counts}`);
    assert.equal(seen.blacks, 0);
  }
  await done(page);
});

/** Windows of 12 s in the place of those of two hours. */
async function narrowWindows(page) {
  await page.route(/index\.m3u8\?at=/, (route) => {
    const url = new URL(route.request().url());
    const at = Date.parse(url.searchParams.get("at"));
    const [start, end] = [at - 6_000, at + 6_000].map((ms) => new Date(ms).toISOString());
    url.search = new URLSearchParams({ start, end }).toString();
    return route.continue({ url: url.href });
  });
}

test("one window takes over from the other without a black frame, back too", async () => {
  const page = await withGoTo(momentIn(far, 0));
  await narrowWindows(page);
  const from = momentIn(first, 200);
  await go(page, from);
  await press(page, "Space");
  const seen = await played(page, 8_000);
  const counts = countedOn(from.code, codesOf(seen));
  assertRises(counts, `${counts}`);
  assert.ok(counts.at(-1) > 160, `${counts}`);
  assert.equal(seen.blacks, 0);
  await press(page, "j", 3);
  const back = await played(page, 4000);
  assertFalls(codesOf(back), 150);
  assert.equal(back.blacks, 0);
  await done(page);
});

test("backwards the pictures go down; quickly they are key frames", async () => {
  const start = momentIn(second, 20 * GOP);
  const page = await watching(start);
  for (const [presses, seconds] of [
    [1, 2],
    [2, 4],
    [4, 20],
  ]) {
    const { wallMs: fromMs } = await page.evaluate(() => window.probe.state());
    await press(page, "j", presses);
    const seen = await played(page, 2500);
    await press(page, "k");
    const { wallMs } = await says(page, "paused");
    assertFalls(codesOf(seen), 20);
    assert.ok(fromMs - wallMs > seconds * 500, `${fromMs - wallMs} ms back`);
    if (presses === 4)
      assert.ok(
        codesOf(seen)
          .slice(2)
          .every((code) => code % GOP === 0),
      );
  }
  await done(page);
});

test("it plays sixteen times as quickly", async () => {
  const start = momentIn(first, 0);
  const page = await watching(start);
  await press(page, "Space");
  await press(page, "l", 4);
  const seen = await played(page, 2000);
  const { wallMs } = await page.evaluate(() => window.probe.state());
  const rate = await page.evaluate(() => window.probe.shown().playbackRate);
  assert.equal(rate, 16);
  // As many as a busy machine decodes.
  assert.ok(wallMs - start.atMs > 6_000, `${wallMs - start.atMs}`);
  assert.equal(seen.blacks, 0);
  await done(page);
});

test("a selection plays again and again", async () => {
  const [from, to] = [4000, 5000].map((ms) => new Date(first.start_ms + ms).toISOString());
  const page = await opened(
    `${watchPath(recorded, momentIn(first, 500).atMs)}&in=${from}&out=${to}`,
  );
  await shows(page, momentIn(first, 500));
  await press(page, "Enter");
  await shows(page, { code: 4 * fps }, "playing");
  const seen = codesOf(await played(page, 3500));
  assert.ok(
    seen.every((code) => code >= 4 * fps && code < 5 * fps + 2),
    `${seen}`,
  );
  const rounds = seen.filter((code, at) => at > 0 && code < seen[at - 1]).length;
  assert.ok(rounds >= 2, `${seen}`);
  await done(page);
});

test("a loop begins with what is recorded in it, follows its handles, and ends with a click", async () => {
  const from = second.start_ms + second.length_ms + 45_000; // in the gap
  const iso = (ms) => new Date(ms).toISOString();
  const page = await opened(
    `${watchPath(recorded, momentIn(third, 500).atMs)}&zoom=60&in=${iso(from)}&out=${iso(third.start_ms + 1000)}`,
  );
  await shows(page, momentIn(third, 500));
  const framesOf = (codes) => codes.map((code) => (code - third.first_frame + 8 * COUNT) % COUNT);
  const isWithin = (codes, most) => framesOf(codes).every((frame) => frame < most);
  const rounds = (codes) => codes.filter((code, at) => at > 0 && code < codes[at - 1]).length;
  await press(page, "Enter");
  await shows(page, momentIn(third, 0), "playing");
  const seen = codesOf(await played(page, 3500));
  assert.ok(isWithin(seen, fps + 12) && rounds(seen) >= 2, `${seen}`);
  const handle = await page.locator("[data-handle=out]").boundingBox();
  const { width } = await page.getByRole("slider").boundingBox();
  const lengthMs = await page
    .locator("[data-timeline]")
    .evaluate(({ dataset }) => Number(dataset.lengthMs));
  const middle = handle.y + handle.height / 2;
  await page.mouse.move(handle.x + handle.width / 2, middle);
  await page.mouse.down();
  await page.mouse.move(handle.x + handle.width / 2 + (1000 / lengthMs) * width, middle, {
    steps: 4,
  });
  await page.mouse.up();
  await page.waitForTimeout(500);
  const longer = codesOf(await played(page, 5000));
  assert.ok(isWithin(longer, 2 * fps + 14) && rounds(longer) >= 1, `${longer}`);
  assert.ok(Math.max(...framesOf(longer)) > fps + 14, `${longer}`);
  await page.mouse.click(handle.x + (8000 / lengthMs) * width, middle);
  const after = framesOf(codesOf(await played(page, 2500))).slice(-10);
  assert.ok(
    after.every((frame) => frame > 5 * fps),
    `${after}`,
  );
  await done(page);
});

test("frames that are stepped while another window comes are steps from its picture", async () => {
  const page = await withGoTo(momentIn(first, 100));
  await page.route("**/index.m3u8?**", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await route.continue();
  });
  await page.evaluate((path) => window.goTo(path), watchPath(recorded, momentIn(far, 200).atMs));
  await press(page, ".", 3);
  await shows(page, momentIn(far, 203));
  await page.unroute("**/index.m3u8?**");
  await done(page);
});

test("of moments asked for in quick succession the last one is shown", async () => {
  const page = await withGoTo(momentIn(second, 0));
  const moments = Array.from({ length: 10 }, (_, at) =>
    momentIn(at % 2 ? far : first, at * 70 + 3),
  );
  await page.evaluate(
    async (paths) => {
      for (const path of paths) {
        window.goTo(path);
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
    },
    moments.map(({ atMs }) => watchPath(recorded, atMs)),
  );
  await shows(page, moments.at(-1));
  assert.deepEqual(codesOf(await played(page, 1000)), [moments.at(-1).code]);
  await done(page);
});

test("while the play head is dragged there are pictures, then the very frame", async () => {
  const page = await opened(`${watchPath(recorded, momentIn(first, 500).atMs)}&zoom=60`);
  await shows(page, momentIn(first, 500));
  const { x, width, y, height } = await page.getByRole("slider").boundingBox();
  const { startMs, lengthMs } = await page.evaluate(() => {
    const { startMs, lengthMs } = document.querySelector("[data-timeline]").dataset;
    return { startMs: Number(startMs), lengthMs: Number(lengthMs) };
  });
  const placeOf = (ms) => x + ((ms - startMs) / lengthMs) * width;
  const middle = y + height / 2;
  await page.mouse.move(placeOf(momentIn(first, 500).atMs), middle);
  const watched = page.evaluate(async () => {
    const seen = { pictures: 0, codes: [], blacks: 0 };
    await window.probe.watch((code, _now, element) => {
      if (window.probe.isBlack(element)) seen.blacks += 1;
      if (element.tagName === "IMG") seen.pictures += 1;
      if (element.tagName === "IMG" && code !== seen.codes.at(-1)) seen.codes.push(code);
      return seen.pictures > 0 && element.tagName === "VIDEO";
    }, 15_000);
    return seen;
  });
  await page.mouse.down();
  for (let step = 1; step <= 20; step += 1) {
    await page.mouse.move(placeOf(momentIn(first, 500).atMs + step * 250), middle);
  }
  await page.waitForSelector("img[data-scrub]");
  await page.mouse.up();
  const { codes, blacks } = await watched;
  assert.equal(blacks, 0);
  assert.ok(codes.length > 0 && codes.every((code) => code % GOP === 0), `${codes}`);
  const { wallMs } = await says(page, "paused");
  const code = await page.evaluate(() => window.probe.codeOf(window.probe.shown()));
  assert.equal(code, Math.floor(((wallMs + 1 - first.start_ms) * fps) / 1000) % COUNT);
  await done(page);
});
