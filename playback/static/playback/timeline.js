// The day's timeline as the API writes it, made plain. Pure: tested by `node --test`.

/** What is recorded: [{startMs, endMs}] since the epoch. `spans` are pairs of gap and length. */
export function recordedSpans({ start_ms: startMs, spans }) {
  const recorded = [];
  let at = startMs;
  for (let pair = 0; pair + 1 < spans.length; pair += 2) {
    const start = at + spans[pair];
    at = start + spans[pair + 1];
    recorded.push({ startMs: start, endMs: at });
  }
  return recorded;
}

/** A moment's place in the day, from 0 to 1; outside it beyond that. */
export function placeInDay({ start_ms: startMs, length_ms: lengthMs }, atMs) {
  return (atMs - startMs) / lengthMs;
}

export function momentAtPlace({ start_ms: startMs, length_ms: lengthMs }, place) {
  return startMs + Math.round(Math.min(Math.max(place, 0), 1) * (lengthMs - 1));
}
