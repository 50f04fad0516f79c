import { expect, test } from "vitest";

import { defaultName, LONGEST_NAME, partName } from "./clipName";

const AT_MS = Date.parse("2026-11-20T18:04:31Z");

test("a clip has its camera's name and the city's time", () => {
  expect(defaultName("Portaria ", AT_MS, "America/Sao_Paulo", "pt-BR")).toBe(
    "Portaria 20/11 15:04",
  );
  expect(defaultName("Portaria", AT_MS, "America/Rio_Branco", "pt-BR")).toBe(
    "Portaria 20/11 13:04",
  );
  expect(defaultName("Portaria", AT_MS, "America/Sao_Paulo", "en")).toBe("Portaria 20 Nov 15:04");
});

test("a part says which one it is", () => {
  expect(partName("Portaria 20/11 15:04", 2, 3)).toBe("Portaria 20/11 15:04 (2/3)");
});

test("no name is longer than the server takes", () => {
  const long = "x".repeat(300);
  expect(defaultName(long, AT_MS, "America/Sao_Paulo", "pt-BR")).toHaveLength(LONGEST_NAME);
  expect(partName(long, 1, 2)).toHaveLength(LONGEST_NAME);
  expect(partName(long, 1, 2).endsWith(" (1/2)")).toBe(true);
});
