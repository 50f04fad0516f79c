// A time as people type it: 14:30, 1430, 14:30:15, 14h30, 20/11 14:30, 20/11/2026, 2026-11-20. Pure.

import { addDays, dateOf, isDate, momentOf } from "./zone";

export type Typed =
  | { kind: "moment"; atMs: number }
  | { kind: "problem"; problem: "empty" | "form" | "date" | "time" | "future" };

interface Asked {
  zone: string;
  /** What is typed without a date is of the day of this moment. */
  aroundMs: number;
  nowMs: number;
}

const RELATIVE: Record<string, number> = { hoje: 0, today: 0, ontem: -1, yesterday: -1 };

export function typedTime(text: string, { zone, aroundMs, nowMs }: Asked): Typed {
  const words = text
    .trim()
    .toLowerCase()
    .replaceAll(",", ".")
    .split(/[\sT]+|t(?=\d)/)
    .filter(Boolean);
  const isKnown = words.length <= 2 && words.every((word) => isDateWord(word) || isTimeWord(word));
  if (words.length === 0) return { kind: "problem", problem: "empty" };
  const dates = words.filter(isDateWord);
  const times = words.filter((word) => !isDateWord(word));
  if (!isKnown || dates.length > 1 || times.length > 1) return { kind: "problem", problem: "form" };
  const date = dates[0] === undefined ? dateOf(aroundMs, zone) : dateIn(dates[0], zone, nowMs);
  if (date === null) return { kind: "problem", problem: "date" };
  const time = timeIn(times[0] ?? "0:00");
  if (time === null) return { kind: "problem", problem: "time" };
  const atMs = momentOf(date, time, zone);
  return atMs > nowMs ? { kind: "problem", problem: "future" } : { kind: "moment", atMs };
}

function isDateWord(word: string): boolean {
  return (
    Object.hasOwn(RELATIVE, word) ||
    /^\d{1,2}[/-]\d{1,2}([/-]\d{2}(\d{2})?)?$|^\d{4}-\d{1,2}-\d{1,2}$/.test(word)
  );
}

function isTimeWord(word: string): boolean {
  return /^(\d{1,2}|\d{3,4}|\d{6})$|^\d{1,2}[:h](\d{1,2}([:m]\d{1,2}(\.\d{1,3})?s?)?m?)?$/.test(
    word,
  );
}

/** 2026-11-20; null when there is no such day. Without a year: the last time that it was. */
function dateIn(word: string, zone: string, nowMs: number): string | null {
  const today = dateOf(nowMs, zone);
  const days = RELATIVE[word];
  if (days !== undefined) return addDays(today, days);
  const numbers = word.split(/[/-]/).map(Number);
  if (/^\d{4}/.test(word)) return written(numbers[0], numbers[1], numbers[2]);
  const [day, month, year] = numbers;
  if (year !== undefined) return written(year < 100 ? 2000 + year : year, month, day);
  const thisYear = Number(today.slice(0, 4));
  // A 29th of February may be four years ago, or eight.
  for (let back = 0; back <= 8; back++) {
    const date = written(thisYear - back, month, day);
    if (date !== null && date <= today) return date;
  }
  return null;
}

function written(year = 0, month = 0, day = 0): string | null {
  const two = (number: number) => String(number).padStart(2, "0");
  const date = `${year}-${two(month)}-${two(day)}`;
  return isDate(date) ? date : null;
}

/** 14:30:15.000; null when no clock shows it. */
function timeIn(word: string): string | null {
  const digits = /^(\d{1,2}?)(\d\d)?(\d\d)?$/.exec(word);
  const [hours = 0, minutes = 0, seconds = 0] = (digits ? digits.slice(1) : word.split(/[:hms]/))
    .filter((part) => part)
    .map(Number);
  if (hours > 23 || minutes > 59 || seconds >= 60) return null;
  return new Date(((hours * 60 + minutes) * 60 + seconds) * 1000).toISOString().slice(11, 23);
}
