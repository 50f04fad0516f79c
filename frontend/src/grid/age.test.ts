import { expect, test } from "vitest";

import { ageIn, dayAndHourIn, hourIn } from "./age";

const WORDS = {
  seconds: (n: number) => `${n} s`,
  minutes: (n: number) => `${n} min`,
  hours: (n: number) => `${n} h`,
  days: (n: number) => `${n} d`,
};

test.each([
  [-5, "0 s"],
  [59_999, "59 s"],
  [60_000, "1 min"],
  [3_599_999, "59 min"],
  [3_600_000, "1 h"],
  [86_399_999, "23 h"],
  [86_400_000, "1 d"],
  [864_000_000, "10 d"],
])("%i ms are %s", (ms, words) => {
  expect(ageIn(WORDS, ms)).toBe(words);
});

test("the hour is the city's", () => {
  const atMs = Date.parse("2026-11-20T02:04:05.900Z");
  expect(hourIn("America/Sao_Paulo", atMs)).toBe("23:04:05");
  expect(hourIn("America/Sao_Paulo", atMs + 3_600_000)).toBe("00:04:05");
  expect(hourIn("America/Rio_Branco", atMs)).toBe("21:04:05");
  expect(dayAndHourIn("America/Sao_Paulo", atMs)).toBe("19/11 23:04");
});
