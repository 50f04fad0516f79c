import { expect, test } from "vitest";

import { sizeWords } from "./sizeWords";

test.each([
  [0, "0 B", "0 B"],
  [999, "999 B", "999 B"],
  [1000, "1,0 kB", "1.0 kB"],
  [999_940, "999,9 kB", "999.9 kB"],
  [999_950, "1,0 MB", "1.0 MB"],
  [1_903_273, "1,9 MB", "1.9 MB"],
  [45_200_000_000, "45,2 GB", "45.2 GB"],
  [2e18, "2.000,0 PB", "2,000.0 PB"],
])("%d bytes", (bytes, pt, en) => {
  expect(sizeWords(bytes, "pt-BR").replace("\u00a0", " ")).toBe(pt);
  expect(sizeWords(bytes, "en").replace("\u00a0", " ")).toBe(en);
});
