// How full a disk is, and lengths of time in words. Pure.

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** "36 horas", "14 dias". */
export function hoursWords(language: string, hours: number): string {
  const isShort = hours < 48;
  const format = {
    style: "unit",
    unit: isShort ? "hour" : "day",
    unitDisplay: "long",
    maximumFractionDigits: 0,
  } as const;
  return new Intl.NumberFormat(language, format).format(isShort ? hours : hours / 24);
}

/** "há 5 minutos". */
export function agoWords(language: string, ms: number): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  if (ms < MINUTE_MS) return format.format(0, "second");
  if (ms < HOUR_MS) return format.format(-Math.floor(ms / MINUTE_MS), "minute");
  if (ms < 2 * DAY_MS) return format.format(-Math.floor(ms / HOUR_MS), "hour");
  return format.format(-Math.floor(ms / DAY_MS), "day");
}

export type Level = "fine" | "warning" | "high" | "critical";

/** The marks at which the server raises its alerts, in percent. */
export const MARKS = [80, 90, 95] as const;

export function levelOf(percent: number): Level {
  const [warning, high, critical] = MARKS;
  if (percent >= critical) return "critical";
  if (percent >= high) return "high";
  return percent >= warning ? "warning" : "fine";
}

/** Null while the disk's figures are not known. */
export function usedPercent(used: number | null, total: number | null): number | null {
  return used === null || !total ? null : Math.min(100, (100 * used) / total);
}
