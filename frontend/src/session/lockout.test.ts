import { expect, test } from "vitest";

import { minutesToWait } from "./lockout";

test.each([
  ["1", 1],
  ["60", 1],
  ["61", 2],
  ["900", 15],
  ["0", 1],
  ["soon", 1],
  [null, 1],
])("Retry-After %s is %i min", (told, minutes) => {
  expect(minutesToWait(told)).toBe(minutes);
});
