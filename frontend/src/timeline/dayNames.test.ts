import { expect, test } from "vitest";

import { createDayNames } from "./dayNames";

test("days are named as the language names them", () => {
  const pt = createDayNames("pt-BR", "2026-11-21");
  expect(pt.long("2026-11-20")).toBe("20 de novembro");
  expect(pt.short("2026-11-20")).toBe("sex., 20 de nov.");
  expect(pt.numeric("2026-11-05")).toBe("05/11");
  expect(pt.month("2026-11")).toBe("novembro de 2026");
  const en = createDayNames("en", "2026-11-21");
  expect(en.long("2026-11-20")).toBe("November 20");
  expect(en.numeric("2026-12-11")).toBe("11 Dec"); // not 12/11, nor 11/12
});

test("another year is named", () => {
  const pt = createDayNames("pt-BR", "2026-11-21");
  expect(pt.long("2018-11-04")).toBe("4 de novembro de 2018");
  expect(pt.short("2018-11-04")).toBe("4 de nov. de 2018");
});
