// Days of a camera as the API would tell them, for what no installation has at hand: days of other
// lengths, and one so full that drawing it is work.

const HOUR_MS = 3_600_000;

/** Answers `days` ({"2018-11-04": {...}}) instead of the server; `asked` lists what was asked for. */
export async function serveDays(page, days, { delayMs = 0 } = {}) {
  const asked = [];
  asked.atOnce = 0;
  asked.running = 0;
  await page.route(/\/api\/playback\/cameras\/\d+\/timeline\//, async (route) => {
    const query = new URL(route.request().url()).searchParams;
    const day = query.get("day");
    asked.push(query.has("since_ms") ? `${day}+` : day);
    asked.atOnce = Math.max(asked.atOnce, ++asked.running);
    if (delayMs) await new Promise((resolve) => setTimeout(resolve, delayMs));
    asked.running -= 1;
    const json = typeof days === "function" ? days(day) : (days[day] ?? plainDay(day));
    await route.fulfill({ json }).catch(() => undefined); // called off meanwhile
  });
  return asked;
}

/** Of São Paulo, without summer time unless `startMs` and `hours` say otherwise. */
export function plainDay(day, rest = {}) {
  const { startMs = Date.parse(`${day}T03:00:00Z`), hours = 24, ...more } = rest;
  return {
    camera: 1,
    day,
    time_zone: "America/Sao_Paulo",
    start_ms: startMs,
    length_ms: hours * HOUR_MS,
    now_ms: null,
    spans: [],
    gap_reasons: [6],
    codecs: ["avc1.64001f"],
    markers: { unit_ms: 100, deltas: [], kinds: [] },
    clips: [],
    holds: [],
    retention: { day_number: null, of_days: 7, plan: "Basic", oldest_ms: null, expires_ms: null },
    ...more,
  };
}

/** So many spans of 85 s, 20 s apart, and markers all over it, some of them on a watch list. */
export function fullDay(day, { spans = 800, markers = 4_000 } = {}) {
  const lengthMs = 24 * HOUR_MS;
  const each = Math.floor(lengthMs / spans);
  const unit = Math.floor(lengthMs / 100 / markers);
  return plainDay(day, {
    spans: Array.from({ length: spans }, () => [20_000, each - 20_000]).flat(),
    gap_reasons: Array.from({ length: spans + 1 }, (_, at) => at % 7),
    markers: {
      unit_ms: 100,
      deltas: Array.from({ length: markers }, (_, at) => unit - 40 + ((at * 37) % 80)),
      kinds: Array.from({ length: markers }, (_, at) => (at % 40 === 0 ? 1 : 0)),
    },
    clips: [[6 * HOUR_MS, 1_800_000, 1]],
    holds: [[12 * HOUR_MS, 2 * HOUR_MS, 1]],
  });
}
