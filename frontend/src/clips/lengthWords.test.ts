import { expect, test } from "vitest";

import { lengthClock, lengthWords } from "./lengthWords";

const plain = (ms: number, language: string, digits?: number) =>
  lengthWords(ms, language, digits).replaceAll("\u00a0", " ");

test("lengths in words", () => {
  expect(plain(0, "pt-BR")).toBe("0 s");
  expect(plain(12_400, "pt-BR")).toBe("12 s");
  expect(plain(12_400, "pt-BR", 2)).toBe("12,4 s");
  expect(plain(12_400, "en", 2)).toBe("12.4 s");
  expect(plain(59_999, "en", 2)).toBe("1 min");
  expect(plain(90_250, "pt-BR", 2)).toBe("1 min 30,25 s");
  expect(plain(7_500_000, "pt-BR")).toBe("2 h 5 min");
  expect(plain(3_600_500, "en", 1)).toBe("1 h 0.5 s");
});

test("lengths as a clock", () => {
  expect(lengthClock(0)).toBe("0:00");
  expect(lengthClock(7_400)).toBe("0:07");
  expect(lengthClock(750_000)).toBe("12:30");
  expect(lengthClock(3_723_000)).toBe("1:02:03");
});
