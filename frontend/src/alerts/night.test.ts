import { expect, test } from "vitest";

import { dayKey, nightOf, rangeToKeep, type ExpiringDay } from "./night";

const ZONE = "America/Sao_Paulo";

function day(rest: Partial<ExpiringDay> = {}): ExpiringDay {
  return {
    camera: 1,
    camera_name: "Praça Norte",
    city: 1,
    date: "2026-11-06",
    day_start_time: "2026-11-06T03:00:00Z",
    day_end_time: "2026-11-07T03:00:00Z",
    start_time: "2026-11-06T12:00:00Z",
    end_time: "2026-11-06T15:00:00Z",
    expires_at: "2026-11-22T06:00:00Z",
    bytes: 1_000,
    recordings: 3,
    is_held: false,
    held_until: null,
    hold: null,
    ...rest,
  };
}

test("the run is told by the city's days", () => {
  const runsAtMs = Date.parse("2026-11-22T06:00:00Z"); // 03:00 there
  const at = (text: string) => nightOf(runsAtMs, Date.parse(text), ZONE);
  expect(at("2026-11-22T02:59:00Z")).toBe("tomorrow"); // 23:59 of the 21st
  expect(at("2026-11-22T03:01:00Z")).toBe("today");
  expect(at("2026-11-22T06:00:05Z")).toBe("today");
  expect(at("2026-11-20T15:00:00Z")).toBe("later");
});

test("the whole day is kept, and files that reach out of it", () => {
  expect(rangeToKeep(day())).toEqual({
    start_time: "2026-11-06T03:00:00Z",
    end_time: "2026-11-07T03:00:00Z",
  });
  const longer = { start_time: "2026-11-06T02:59:00Z", end_time: "2026-11-07T03:40:00Z" };
  expect(rangeToKeep(day(longer))).toEqual(longer);
});

test("a day is known by its camera and date", () => {
  expect([day(), day({ camera: 2 })].map(dayKey)).toEqual(["1 2026-11-06", "2 2026-11-06"]);
});
