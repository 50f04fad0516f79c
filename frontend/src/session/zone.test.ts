import { expect, test } from "vitest";

import { zoneOf } from "./zone";

test("the zone is the city's, or that of the first", () => {
  const me = {
    cities: [
      { id: 1, time_zone: "America/Rio_Branco" },
      { id: 2, time_zone: "America/Manaus" },
    ],
  };
  expect(zoneOf(me, 2)).toBe("America/Manaus");
  expect(zoneOf(me, null)).toBe("America/Rio_Branco");
  expect(zoneOf(me, 3)).toBe("America/Rio_Branco");
  expect(zoneOf({ cities: [] }, 2)).toBe("America/Sao_Paulo");
  expect(zoneOf(undefined, 2)).toBe("America/Sao_Paulo");
});
