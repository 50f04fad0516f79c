import { expect, test } from "vitest";

import { lengthWords } from "./lengths";

test.each([
  [400, "0,4 s"],
  [1000, "1 s"],
  [59_700, "1 min"],
  [65_000, "1 min 5 s"],
  [3_600_000, "1 h"],
  [3_905_000, "1 h 5 min"],
  [3_605_000, "1 h"],
  [86_400_000, "24 h"],
  [86_400_000 * 2 + 3_600_000 * 3 + 5, "2 d 3 h"],
])("%d ms are %s", (ms, words) => {
  expect(lengthWords(ms, "pt-BR")).toBe(words);
});

test("English writes the point", () => {
  expect(lengthWords(400, "en")).toBe("0.4 s");
});
