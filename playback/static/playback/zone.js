// Dates and hours of a city's time zone. Pure: tested by `node --test`.

const formats = new Map();

function formatOf(zone) {
  if (!formats.has(zone)) {
    const two = "2-digit";
    const parts = { year: "numeric", month: two, day: two, hour: two, minute: two, second: two };
    formats.set(zone, new Intl.DateTimeFormat("en-CA", { timeZone: zone, hourCycle: "h23", ...parts }));
  }
  return formats.get(zone);
}

/** {date: "2026-11-20", time: "15:04:05"} of a moment (milliseconds since the epoch) there. */
export function localOf(atMs, zone) {
  const parts = Object.fromEntries(formatOf(zone).formatToParts(atMs).map((p) => [p.type, p.value]));
  return {
    date: `${parts.year}-${parts.month}-${parts.day}`,
    time: `${parts.hour}:${parts.minute}:${parts.second}`,
  };
}

function offsetMs(atMs, zone) {
  const { date, time } = localOf(atMs, zone);
  return Date.parse(`${date}T${time}Z`) - Math.floor(atMs / 1000) * 1000;
}

/**
 * The moment of a date and an hour there; NaN when they are none.
 *
 * An hour that comes twice means the first; one that clocks leap over, as much later.
 */
export function momentOf(date, time, zone) {
  const asUtc = Date.parse(`${date}T${time}Z`);
  if (Number.isNaN(asUtc)) return NaN;
  const day = 24 * 3600 * 1000;
  const [earlier, later] = [offsetMs(asUtc - day, zone), offsetMs(asUtc + day, zone)];
  const first = asUtc - earlier;
  const isLaterOffset = offsetMs(first, zone) !== earlier && offsetMs(asUtc - later, zone) === later;
  return isLaterOffset ? asUtc - later : first;
}
