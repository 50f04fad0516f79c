import { expect, test } from "vitest";

import { isFound, sortedByName } from "./search";

test.each([
  ["praca", true],
  ["PRAÇA", true],
  ["joao praca", true],
  ["", true],
  ["  são  ", true],
  ["praca 2", false],
])("“Praça São João” and what was typed: %j", (typed, expected) => {
  expect(isFound("Praça São João", typed)).toBe(expected);
});

test("names are sorted as people do, the same names by id", () => {
  const rows = ["Portão 10", "Ávila", "portão 2", "Zoo", "Avenida", "Zoo"].map((name, id) => ({
    id: 10 - id,
    name,
  }));
  expect(sortedByName(rows, "pt-BR").map(({ name, id }) => [name, id])).toEqual([
    ["Avenida", 6],
    ["Ávila", 9],
    ["portão 2", 8],
    ["Portão 10", 10],
    ["Zoo", 5],
    ["Zoo", 7],
  ]);
});
