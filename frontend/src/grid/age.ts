// How long ago, and at what hour. Pure.

export const OLD_MS = 30_000;

export interface AgeWords {
  seconds: (n: number) => string;
  minutes: (n: number) => string;
  hours: (n: number) => string;
  days: (n: number) => string;
}

/** In the largest unit of which there is one, rounded down. */
export function ageIn(words: AgeWords, ageMs: number): string {
  const seconds = Math.max(0, Math.floor(ageMs / 1000));
  if (seconds < 60) return words.seconds(seconds);
  if (seconds < 3600) return words.minutes(Math.floor(seconds / 60));
  if (seconds < 86_400) return words.hours(Math.floor(seconds / 3600));
  return words.days(Math.floor(seconds / 86_400));
}

const HOUR = { hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;
const DAY = { day: "2-digit", month: "2-digit" } as const;
const formats = new Map<string, Intl.DateTimeFormat>();

/** 15:04:05 in that zone. */
export function hourIn(zone: string, atMs: number): string {
  return formatIn(zone, HOUR).format(atMs);
}

/** 20/11 15:04 in that zone. */
export function dayAndHourIn(zone: string, atMs: number): string {
  return `${formatIn(zone, DAY).format(atMs)} ${hourIn(zone, atMs).slice(0, 5)}`;
}

/** A formatter takes a hundred times as long to be made as to be used. */
function formatIn(zone: string, parts: typeof HOUR | typeof DAY): Intl.DateTimeFormat {
  const key = `${zone} ${parts === HOUR ? "hour" : "day"}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...parts });
  formats.set(key, format);
  return format;
}
