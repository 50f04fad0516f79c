import { expect, test } from "vitest";

import type { Timeline } from "../api/types";
import { createDayBook } from "./dayBook";
import { addDays } from "./zone";

const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 20, 3);
const DATE = "2026-11-20";

function told(spans: number[], now_ms: number | null = null): Timeline {
  return {
    ...{ camera: 7, day: DATE, time_zone: "America/Sao_Paulo", start_ms: START },
    ...{ length_ms: 24 * HOUR, now_ms, spans, gap_reasons: [0, 0], codecs: [] },
    ...{ markers: { unit_ms: 100, deltas: [], kinds: [] }, clips: [], holds: [] },
    retention: { day_number: 1, of_days: 7, plan: "Basic", oldest_ms: null, expires_ms: null },
  };
}

test("an answer is kept, and changes something when it says something else", () => {
  const book = createDayBook();
  expect(book.get(DATE)).toBeUndefined();
  const entry = book.entry(DATE);
  expect(book.entry(DATE)).toBe(entry);
  expect(book.keep(DATE, entry, told([HOUR, HOUR]), null, 5)).toBe(true);
  expect(book.keep(DATE, entry, told([HOUR, HOUR]), null, 6)).toBe(false);
  expect(entry).toMatchObject({ answeredMs: 6, wholeMs: 6, wasToday: false });
  expect(book.keep(DATE, entry, told([HOUR, 2 * HOUR]), null, 7)).toBe(true);
  expect(book.get(DATE)?.day?.spans.ends[0]).toBe(START + 3 * HOUR);
});

test("what was added to today is added to what was known of it", () => {
  const book = createDayBook();
  const entry = book.entry(DATE);
  book.keep(DATE, entry, told([HOUR, HOUR], START + 2 * HOUR), null, 5);
  const since = START + HOUR + 60_000;
  const added = told([HOUR + 60_000, 2 * HOUR], START + 4 * HOUR);
  expect(book.keep(DATE, entry, added, since, 9)).toBe(true);
  expect([...(entry.day?.spans.starts ?? [])]).toEqual([START + HOUR]);
  expect(entry).toMatchObject({ answeredMs: 9, wholeMs: 5, wasToday: true });
});

test("additions to a day of which nothing is known are the day", () => {
  const book = createDayBook();
  const entry = book.entry(DATE);
  book.keep(DATE, entry, told([2 * HOUR, HOUR]), START + HOUR, 5);
  expect([...(entry.day?.spans.starts ?? [])]).toEqual([START + 2 * HOUR]);
});

test("an answer that comes after its day was forgotten counts for nothing", () => {
  const book = createDayBook();
  const late = book.entry(DATE);
  for (let day = 1; day <= 45; day++) book.entry(addDays(DATE, day));
  book.forget(addDays(DATE, 30));
  expect(book.get(DATE)).toBeUndefined();
  expect(book.keep(DATE, late, told([0, HOUR]), null, 5)).toBe(false);
  expect(book.get(addDays(DATE, 45))).toBeDefined();
});
