import { describe, expect, test } from "vitest";

import { clockText, fileStem, momentText, tenthOf, zoneName } from "./clock";

const AT_MS = Date.parse("2026-11-20T18:04:05.345Z");
const ZONE = "America/Sao_Paulo";

test("the clock is the city's, in the person's language", () => {
  expect(clockText(AT_MS, ZONE, "pt-BR")).toEqual({
    time: "15:04:05",
    date: "sex., 20 de nov. de 2026",
  });
  expect(clockText(AT_MS, "America/Manaus", "en")).toEqual({
    time: "14:04:05",
    date: "Fri, Nov 20, 2026",
  });
  expect(clockText(Date.parse("2026-11-20T03:00:00Z"), ZONE, "pt-BR").time).toBe("00:00:00");
});

test("tenths count down to the second, also before 1970", () => {
  expect([tenthOf(AT_MS), tenthOf(999), tenthOf(-1), tenthOf(0)]).toEqual([3, 9, 9, 0]);
});

test("a moment of another day is named with its date", () => {
  expect(momentText(AT_MS, AT_MS + 60_000, ZONE, "pt-BR")).toBe("15:04:05");
  expect(momentText(AT_MS, null, ZONE, "pt-BR")).toBe("15:04:05");
  expect(momentText(AT_MS, AT_MS + 86_400_000, ZONE, "pt-BR")).toBe("20/11 15:04:05");
  expect(momentText(AT_MS, AT_MS + 86_400_000, ZONE, "en")).toBe("20 Nov 15:04:05");
});

test("the zone has the name that people use", () => {
  expect(zoneName(AT_MS, ZONE, "pt-BR")).toMatch(/^Horário.* de Brasília$/);
  expect(zoneName(AT_MS, "America/Manaus", "en")).toMatch(/Amazon.*Time/);
});

describe("a picture's file", () => {
  test("has the camera's name and the moment", () => {
    expect(fileStem("Portaria", AT_MS, ZONE)).toBe("Portaria_2026-11-20_15-04-05.345");
  });

  test("has no sign that a file system refuses", () => {
    expect(fileStem("Praça / fundos: nº 2?", AT_MS, ZONE)).toBe(
      "Praça-fundos-nº-2_2026-11-20_15-04-05.345",
    );
    expect(fileStem("...", 5, "UTC")).toBe("camera_1970-01-01_00-00-00.005");
  });
});
