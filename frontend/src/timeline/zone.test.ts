import { expect, test } from "vitest";

import {
  addDays,
  dateOf,
  daysBetween,
  hoursOf,
  isDate,
  localOf,
  momentOf,
  zoneDay,
  zoneDayAt,
  zoneDaysIn,
} from "./zone";

const SAO_PAULO = "America/Sao_Paulo"; // UTC-3; until 2019 UTC-2 in summer
const NEW_YORK = "America/New_York";
const HOUR_MS = 3_600_000;

test("a moment is shown as the city's clock shows it", () => {
  const moment = Date.UTC(2026, 10, 20, 2, 30, 5, 999);
  expect(localOf(moment, SAO_PAULO)).toEqual({ date: "2026-11-19", time: "23:30:05" });
  expect(dateOf(moment, SAO_PAULO)).toBe("2026-11-19");
});

test("midnight is hour 0 of the new day", () => {
  const moment = Date.UTC(2026, 10, 20, 3);
  expect(localOf(moment, SAO_PAULO)).toEqual({ date: "2026-11-20", time: "00:00:00" });
});

test("a date and an hour there are a moment", () => {
  expect(momentOf("2026-11-20", "15:04:05", SAO_PAULO)).toBe(Date.UTC(2026, 10, 20, 18, 4, 5));
  expect(momentOf("2026-11-20", "15:04", SAO_PAULO)).toBe(Date.UTC(2026, 10, 20, 18, 4));
  expect(momentOf("2026-11-20", "15:04:05.250", SAO_PAULO)).toBe(
    Date.UTC(2026, 10, 20, 18, 4, 5, 250),
  );
});

test("of an hour that comes twice the first is meant", () => {
  expect(momentOf("2026-11-01", "01:30:00", NEW_YORK)).toBe(Date.UTC(2026, 10, 1, 5, 30));
});

test("an hour that clocks leap over is taken as much later", () => {
  const moment = momentOf("2026-03-08", "02:30:00", NEW_YORK);
  expect(localOf(moment, NEW_YORK)).toEqual({ date: "2026-03-08", time: "03:30:00" });
});

test("every hour around both changes of the clocks is found again", () => {
  for (const day of [Date.UTC(2026, 2, 8), Date.UTC(2026, 10, 1)]) {
    for (let at = day - 86_400_000; at < day + 2 * 86_400_000; at += 1_800_000) {
      const { date, time } = localOf(at, NEW_YORK);
      const found = momentOf(date, time, NEW_YORK);
      expect(localOf(found, NEW_YORK)).toEqual({ date, time });
      expect([at, at - HOUR_MS]).toContain(found);
    }
  }
});

test.each([
  ["", ""],
  ["2026-13-01", "00:00"],
  ["2026-02-30", "00:00"],
  ["2026-11-20", "25:00"],
])("%s %s is no moment", (date, time) => {
  expect(momentOf(date, time, SAO_PAULO)).toBeNaN();
});

test("dates are told from what only looks like one", () => {
  expect(["2026-02-28", "2028-02-29", "2026-02-29", "x"].map(isDate)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test("days are counted over months and years", () => {
  expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
  expect(addDays("2026-03-01", -1)).toBe("2026-02-28");
  expect(daysBetween("2026-02-27", "2026-03-02")).toBe(3);
  expect(daysBetween("2026-03-02", "2026-02-27")).toBe(-3);
});

test("a day in São Paulo has 24 hours, 23 when summer began and 25 when it ended", () => {
  const hours = (date: string) => {
    const { startMs, endMs } = zoneDay(date, SAO_PAULO);
    return (endMs - startMs) / HOUR_MS;
  };
  expect(["2018-11-03", "2018-11-04", "2018-11-05"].map(hours)).toEqual([24, 23, 24]);
  expect(["2018-02-16", "2018-02-17", "2018-02-18"].map(hours)).toEqual([24, 25, 24]);
});

test("a day that has no midnight begins when its clocks do", () => {
  const { startMs } = zoneDay("2018-11-04", SAO_PAULO);
  expect(startMs).toBe(Date.UTC(2018, 10, 4, 3));
  expect(localOf(startMs, SAO_PAULO)).toEqual({ date: "2018-11-04", time: "01:00:00" });
  expect(zoneDayAt(startMs, SAO_PAULO).date).toBe("2018-11-04");
  expect(zoneDayAt(startMs - 1, SAO_PAULO).date).toBe("2018-11-03");
});

test("the days of a stretch follow each other without a hole", () => {
  const days = zoneDaysIn(Date.UTC(2018, 10, 3, 12), Date.UTC(2018, 10, 6, 2), SAO_PAULO);
  expect(days.map(({ date }) => date)).toEqual(["2018-11-03", "2018-11-04", "2018-11-05"]);
  expect(days[1]?.startMs).toBe(days[0]?.endMs);
  expect(days[2]?.startMs).toBe(days[1]?.endMs);
  expect(zoneDaysIn(Date.UTC(2018, 10, 3, 12), Date.UTC(2018, 10, 3, 13), SAO_PAULO)).toHaveLength(
    1,
  );
});

test("the hours of a day are those that its clocks strike", () => {
  const struck = (date: string) => hoursOf(date, SAO_PAULO).map(({ hour }) => hour);
  const all = Array.from({ length: 24 }, (_, hour) => hour);
  expect(struck("2026-11-20")).toEqual(all);
  expect(struck("2018-11-04")).toEqual(all.slice(1));
  expect(struck("2018-02-17")).toEqual([...all, 23]);
  expect(hoursOf("2026-11-20", "Asia/Kolkata")[0]?.atMs).toBe(Date.UTC(2026, 10, 19, 18, 30));
});

test("what is remembered of days is bounded", () => {
  for (let day = 0; day < 450; day++) {
    const date = addDays("2020-01-01", day);
    expect(zoneDay(date, "UTC").startMs).toBe(Date.parse(`${date}T00:00Z`));
    expect(hoursOf(date, "UTC")).toHaveLength(24);
  }
});
