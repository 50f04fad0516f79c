// The big clock: the moment of the picture in the camera's city. Pure.

import { localOf } from "../timeline/zone";
import { shortDays } from "../words/dates";

export interface ClockText {
  /** "15:04:05" */
  time: string;
  /** "sex., 20 de nov. de 2026" */
  date: string;
}

const formats = new Map<string, { time: Intl.DateTimeFormat; date: Intl.DateTimeFormat }>();

function formatsOf(zone: string, language: string) {
  const key = `${language} ${zone}`;
  let found = formats.get(key);
  if (!found) {
    const two = "2-digit";
    found = {
      time: new Intl.DateTimeFormat(language, {
        ...{ timeZone: zone, hourCycle: "h23", hour: two, minute: two, second: two },
      }),
      date: new Intl.DateTimeFormat(language, {
        ...{ timeZone: zone, weekday: "short", day: "numeric", month: "short", year: "numeric" },
      }),
    };
    formats.set(key, found);
  }
  return found;
}

export function clockText(atMs: number, zone: string, language: string): ClockText {
  const { time, date } = formatsOf(zone, language);
  return { time: time.format(atMs), date: date.format(atMs) };
}

/** 0 to 9. */
export function tenthOf(atMs: number): number {
  return Math.floor((((atMs % 1000) + 1000) % 1000) / 100);
}

/** "15:04:05", or with its date when that is another one than of the moment it is named beside. */
export function momentText(
  atMs: number,
  besideMs: number | null,
  zone: string,
  language: string,
): string {
  const { time, date } = clockText(atMs, zone, language);
  const isOtherDay = besideMs !== null && clockText(besideMs, zone, language).date !== date;
  return isOtherDay ? `${shortDate(atMs, zone, language)} ${time}` : time;
}

function shortDate(atMs: number, zone: string, language: string): string {
  const { locale, month } = shortDays(language);
  return new Intl.DateTimeFormat(locale, { timeZone: zone, day: "2-digit", month }).format(atMs);
}

/** "Horário de Brasília": as the language calls the zone at that moment. */
export function zoneName(atMs: number, zone: string, language: string): string {
  const parts = new Intl.DateTimeFormat(language, { timeZone: zone, timeZoneName: "longGeneric" });
  const named = parts.formatToParts(atMs).filter(({ type }) => type === "timeZoneName");
  return named.map(({ value }) => value).join("");
}

/** "Portaria_2026-11-20_15-04-05.300": the camera and the city's time, fit for any file system. */
export function fileStem(cameraName: string, atMs: number, zone: string): string {
  const name = cameraName.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "");
  const { date, time } = localOf(atMs, zone);
  const ms = String(((atMs % 1000) + 1000) % 1000)
    .slice(0, 3)
    .padStart(3, "0");
  return `${name || "camera"}_${date}_${time.replaceAll(":", "-")}.${ms}`;
}
