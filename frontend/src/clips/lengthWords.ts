// Lengths of time for people. Pure.

/** "12,4 s", "1 min 30 s", "2 h 5 min"; `digits` of a second are told while there are no hours. */
export function lengthWords(lengthMs: number, language: string, digits = 0): string {
  const unit = 10 ** digits;
  const whole = Math.round((lengthMs / 1000) * unit); // rounded once, so that 59.99 s is a minute
  const hours = Math.floor(whole / unit / 3600);
  const minutes = Math.floor(whole / unit / 60) % 60;
  const seconds = (whole - (hours * 3600 + minutes * 60) * unit) / unit;
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: digits });
  const words = [
    hours && `${number.format(hours)}\u00a0h`,
    minutes && `${minutes}\u00a0min`,
    (seconds || whole === 0) && `${number.format(seconds)}\u00a0s`,
  ];
  return words.filter(Boolean).join(" ");
}

/** As a player's clock writes it: "0:07", "12:30", "1:02:03". */
export function lengthClock(lengthMs: number): string {
  const seconds = Math.round(lengthMs / 1000);
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60];
  const hours = Math.floor(seconds / 3600);
  if (hours) parts.unshift(hours);
  return parts.map((part, nth) => (nth ? String(part).padStart(2, "0") : String(part))).join(":");
}
