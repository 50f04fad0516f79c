// Dates and hours of a city's time zone. Pure.

export interface Local {
  /** 2026-11-20 */
  date: string;
  /** 15:04:05 */
  time: string;
}

const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    const two = "2-digit";
    const parts = { year: "numeric", month: two, day: two, hour: two, minute: two, second: two };
    format = new Intl.DateTimeFormat("en-CA", {
      timeZone: zone,
      hourCycle: "h23",
      ...(parts as Intl.DateTimeFormatOptions),
    });
    formats.set(zone, format);
  }
  return format;
}

/** A moment (milliseconds since the epoch) as the clocks there show it. */
export function localOf(atMs: number, zone: string): Local {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const { type, value } of formatOf(zone).formatToParts(atMs)) parts[type] = value;
  const { year = "", month = "", day = "", hour = "", minute = "", second = "" } = parts;
  return { date: `${year}-${month}-${day}`, time: `${hour}:${minute}:${second}` };
}

export function dateOf(atMs: number, zone: string): string {
  return localOf(atMs, zone).date;
}

/** How far the clocks there are ahead of UTC. */
export function offsetMs(atMs: number, zone: string): number {
  const { date, time } = localOf(atMs, zone);
  return Date.parse(`${date}T${time}Z`) - Math.floor(atMs / 1000) * 1000;
}

/**
 * The moment of a date and an hour there; NaN when they are none.
 *
 * An hour that comes twice means the first; one that clocks leap over, as much later.
 */
export function momentOf(date: string, time: string, zone: string): number {
  const asUtc = Date.parse(`${date}T${time}Z`);
  if (Number.isNaN(asUtc) || !isDate(date)) return NaN;
  const [earlier, later] = [offsetMs(asUtc - DAY_MS, zone), offsetMs(asUtc + DAY_MS, zone)];
  const first = asUtc - earlier;
  const isLaterOffset =
    offsetMs(first, zone) !== earlier && offsetMs(asUtc - later, zone) === later;
  return isLaterOffset ? asUtc - later : first;
}

/** 2026-02-30 is none, though `Date.parse` takes it for March 2nd. */
export function isDate(date: string): boolean {
  const asUtc = Date.parse(`${date}T00:00Z`);
  return !Number.isNaN(asUtc) && new Date(asUtc).toISOString().slice(0, 10) === date;
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** From the first to the second; below 0 when it comes before. */
export function daysBetween(first: string, second: string): number {
  return Math.round((Date.parse(`${second}T00:00Z`) - Date.parse(`${first}T00:00Z`)) / DAY_MS);
}

export interface ZoneDay {
  date: string;
  startMs: number;
  endMs: number;
}

const zoneDays = new Map<string, ZoneDay>();
const REMEMBERED = 400;

/** Midnight to midnight: 23 or 25 hours on which the clocks change. */
export function zoneDay(date: string, zone: string): ZoneDay {
  const key = `${zone} ${date}`;
  let day = zoneDays.get(key);
  if (!day) {
    const endMs = momentOf(addDays(date, 1), "00:00", zone);
    day = { date, startMs: momentOf(date, "00:00", zone), endMs };
    if (zoneDays.size >= REMEMBERED) zoneDays.clear();
    zoneDays.set(key, day);
  }
  return day;
}

export function zoneDayAt(atMs: number, zone: string): ZoneDay {
  return zoneDay(dateOf(atMs, zone), zone);
}

/** The days that a stretch touches, in order. */
export function zoneDaysIn(startMs: number, endMs: number, zone: string): ZoneDay[] {
  let day = zoneDayAt(startMs, zone);
  const days = [day];
  while (day.endMs < endMs) {
    day = zoneDay(addDays(day.date, 1), zone);
    days.push(day);
  }
  return days;
}

export interface Hour {
  atMs: number;
  /** 0 to 23, as the clocks show it. */
  hour: number;
}

const hoursOfDays = new Map<string, readonly Hour[]>();
const HALF_HOUR_MS = 1_800_000;

/** The whole hours of a day as its clocks show them: one may come twice, or not at all. */
export function hoursOf(date: string, zone: string): readonly Hour[] {
  const key = `${zone} ${date}`;
  let hours = hoursOfDays.get(key);
  if (!hours) {
    const { startMs, endMs } = zoneDay(date, zone);
    const found: Hour[] = [];
    for (let atMs = startMs; atMs < endMs; atMs += HALF_HOUR_MS) {
      const { time } = localOf(atMs, zone);
      if (time.endsWith(":00:00")) found.push({ atMs, hour: Number(time.slice(0, 2)) });
    }
    hours = found;
    if (hoursOfDays.size >= REMEMBERED) hoursOfDays.clear();
    hoursOfDays.set(key, hours);
  }
  return hours;
}
