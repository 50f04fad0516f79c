import assert from "node:assert/strict";
import test from "node:test";

import { localOf, momentOf } from "../../../playback/static/playback/zone.js";

const SAO_PAULO = "America/Sao_Paulo"; // UTC-3; until 2019 UTC-2 in summer
const NEW_YORK = "America/New_York";

test("a moment is shown as the city's clock shows it", () => {
  const moment = Date.UTC(2026, 10, 20, 2, 30, 5, 999);
  assert.deepEqual(localOf(moment, SAO_PAULO), { date: "2026-11-19", time: "23:30:05" });
});

test("midnight is hour 0 of the new day", () => {
  const moment = Date.UTC(2026, 10, 20, 3);
  assert.deepEqual(localOf(moment, SAO_PAULO), { date: "2026-11-20", time: "00:00:00" });
});

test("a date and an hour there are a moment", () => {
  assert.equal(momentOf("2026-11-20", "15:04:05", SAO_PAULO), Date.UTC(2026, 10, 20, 18, 4, 5));
  assert.equal(momentOf("2026-11-20", "15:04", SAO_PAULO), Date.UTC(2026, 10, 20, 18, 4));
});

test("of an hour that comes twice the first is meant", () => {
  assert.equal(momentOf("2026-11-01", "01:30:00", NEW_YORK), Date.UTC(2026, 10, 1, 5, 30));
});

test("an hour that clocks leap over is taken as much later", () => {
  const moment = momentOf("2026-03-08", "02:30:00", NEW_YORK);
  assert.deepEqual(localOf(moment, NEW_YORK), { date: "2026-03-08", time: "03:30:00" });
});

test("every hour around both changes of the clocks is found again", () => {
  for (const day of [Date.UTC(2026, 2, 8), Date.UTC(2026, 10, 1)]) {
    for (let at = day - 86_400_000; at < day + 2 * 86_400_000; at += 1_800_000) {
      const { date, time } = localOf(at, NEW_YORK);
      const found = momentOf(date, time, NEW_YORK);
      assert.deepEqual(localOf(found, NEW_YORK), { date, time });
      assert.ok(found === at || found === at - 3_600_000, new Date(at).toISOString());
    }
  }
});

test("what is no date is no moment", () => {
  for (const [date, time] of [["", ""], ["2026-13-01", "00:00"], ["2026-11-20", "25:00"]]) {
    assert.equal(momentOf(date, time, SAO_PAULO), NaN);
  }
});
