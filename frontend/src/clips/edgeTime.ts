// A clip's edge as it stands in its field, and moments beside clips. Pure.

import { localOf } from "../timeline/zone";
import { shortDays } from "../words/dates";

/** "20/11/2026 15:04:05,25": by the clocks of the zone, to the hundredth of a second that has begun. */
export function edgeText(atMs: number, zone: string, language: string): string {
  const { date, time } = localOf(atMs, zone);
  const hundredths = String(Math.floor((((atMs % 1000) + 1000) % 1000) / 10)).padStart(2, "0");
  // 11/12 would be read in two ways by those who write English.
  if (language.startsWith("en")) return `${date} ${time}.${hundredths}`;
  return `${date.split("-").reverse().join("/")} ${time},${hundredths}`;
}

/** "20/11 15:04:05", with the year when it is not this one. */
export function whenWords(atMs: number, zone: string, language: string, nowMs: number): string {
  const { date, time } = localOf(atMs, zone);
  const [year, month, day] = date.split("-").map(Number) as [number, number, number];
  const isThisYear = localOf(nowMs, zone).date.startsWith(`${year}-`);
  const { locale, month: style } = shortDays(language);
  const shown = new Intl.DateTimeFormat(locale, {
    timeZone: "UTC",
    day: "2-digit",
    month: style,
    ...(isThisYear ? {} : { year: "numeric" as const }),
  });
  return `${shown.format(Date.UTC(year, month - 1, day))} ${time}`;
}
