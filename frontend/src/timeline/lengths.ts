// How long something is, in the signs that both languages share. Pure.

const UNITS: readonly [number, string][] = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1_000, "s"],
];

const LEAST_DAYS_MS = 2 * 86_400_000;

/** The two greatest units: "2 d 3 h", "1 h 5 min", "45 s"; below a second "0,4 s". */
export function lengthWords(ms: number, language: string): string {
  if (ms < 1000) {
    const seconds = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
    return `${seconds.format(ms / 1000)} s`;
  }
  let restMs = Math.round(ms / 1000) * 1000;
  const parts: string[] = [];
  for (const [unitMs, sign] of UNITS) {
    // A day has 23, 24 or 25 hours: up to two of them are told in hours.
    const count = sign === "d" && ms < LEAST_DAYS_MS ? 0 : Math.floor(restMs / unitMs);
    restMs -= count * unitMs;
    if (count > 0) parts.push(`${count} ${sign}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(" ");
}
