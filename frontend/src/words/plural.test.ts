import { expect, test } from "vitest";

import { counted, fitting } from "./plural";

test("numbers and their words follow the language", () => {
  expect(counted("pt-BR", 0, "câmera", "câmeras")).toBe("0 câmera");
  expect(counted("pt-BR", 1, "câmera", "câmeras")).toBe("1 câmera");
  expect(counted("pt-BR", 1200, "câmera", "câmeras")).toBe("1.200 câmeras");
  expect(counted("en", 0, "camera", "cameras")).toBe("0 cameras");
  expect(counted("en", 1, "camera", "cameras")).toBe("1 camera");
});

test("a word alone follows its number, also one with a fraction", () => {
  const fits = (count: number) => fitting("pt-BR", count, "Cabe", "Cabem");
  expect([0.5, 1, 1.5, 2, 7].map(fits)).toEqual(["Cabe", "Cabe", "Cabe", "Cabem", "Cabem"]);
  expect(fitting("en", 1, "fits", "fit")).toBe("fits");
});
