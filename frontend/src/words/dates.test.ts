import { expect, test } from "vitest";

import { dateWords, dayWords, hourWords, momentWords } from "./dates";

const AT = Date.parse("2026-11-06T02:04:05Z");
const ZONE = "America/Sao_Paulo"; // the evening of the 5th

test.each([
  ["pt-BR", "23:04", "quinta-feira, 5 de novembro", "05/11/2026", /^5 de nov\.?, 23:04$/],
  ["en", "23:04", "Thursday 5 November", "05 Nov 2026", /^5 Nov, 23:04$/],
])("moments in %s, in the city's zone, the day first", (language, hour, day, date, moment) => {
  expect(hourWords(language, AT, ZONE)).toBe(hour);
  expect(dayWords(language, AT, ZONE)).toBe(day);
  expect(dateWords(language, AT, ZONE)).toBe(date);
  expect(momentWords(language, AT, ZONE)).toMatch(moment);
});
