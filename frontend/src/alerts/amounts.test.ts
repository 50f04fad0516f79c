import { expect, test } from "vitest";

import { agoWords, hoursWords, levelOf, usedPercent } from "./amounts";

test("what is left is told in hours for two days, then in days", () => {
  expect(hoursWords("pt-BR", 1)).toBe("1 hora");
  expect(hoursWords("pt-BR", 47.6)).toBe("48 horas");
  expect(hoursWords("pt-BR", 48)).toBe("2 dias");
  expect(hoursWords("en", 337)).toBe("14 days");
});

test.each([
  [20_000, "agora"],
  [90_000, "há 1 minuto"],
  [59 * 60_000, "há 59 minutos"],
  [47 * 3_600_000, "há 47 horas"],
  [50 * 3_600_000, "anteontem"],
  [9 * 86_400_000, "há 9 dias"],
])("%d ms ago is %s", (ms, words) => {
  expect(agoWords("pt-BR", ms)).toBe(words);
});

test("the levels are those at which the server raises alerts", () => {
  const levels = [0, 79.9, 80, 89.9, 90, 94.9, 95, 100].map(levelOf);
  expect(levels).toEqual([
    ...["fine", "fine", "warning", "warning"],
    ...["high", "high", "critical", "critical"],
  ]);
});

test("how full a disk is, when that is known", () => {
  expect(usedPercent(25, 100)).toBe(25);
  expect(usedPercent(110, 100)).toBe(100);
  expect(usedPercent(null, 100)).toBeNull();
  expect(usedPercent(1, null)).toBeNull();
  expect(usedPercent(0, 0)).toBeNull();
});
