import { expect, test } from "vitest";

import { typedTime } from "../timeline/typedTime";
import { edgeText, whenWords } from "./edgeTime";

const ZONE = "America/Sao_Paulo";
const AT_MS = Date.parse("2026-11-20T18:04:05.258Z");

test.each([
  ["pt-BR", "20/11/2026 15:04:05,25"],
  ["en", "2026-11-20 15:04:05.25"],
])("an edge in its field (%s), which is read as what it shows", (language, text) => {
  expect(edgeText(AT_MS, ZONE, language)).toBe(text);
  const read = typedTime(text, { zone: ZONE, aroundMs: 0, nowMs: AT_MS });
  expect(read).toEqual({ kind: "moment", atMs: AT_MS - 8 });
});

test("an edge by other clocks, and before 1970", () => {
  expect(edgeText(AT_MS, "America/Rio_Branco", "pt-BR")).toBe("20/11/2026 13:04:05,25");
  expect(edgeText(-10, "UTC", "en")).toBe("1969-12-31 23:59:59.99");
});

test("a moment in words", () => {
  const nowMs = Date.parse("2026-11-21T10:00:00Z");
  expect(whenWords(AT_MS, ZONE, "pt-BR", nowMs)).toBe("20/11 15:04:05");
  expect(whenWords(AT_MS, ZONE, "en", nowMs)).toBe("20 Nov 15:04:05");
  // By the city's clocks it is still last year.
  expect(whenWords(Date.parse("2026-01-01T01:00:00Z"), ZONE, "pt-BR", nowMs)).toBe(
    "31/12/2025 22:00:00",
  );
});
