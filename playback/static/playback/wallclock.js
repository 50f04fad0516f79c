// Wall clock <-> media time, by the PROGRAM-DATE-TIME of a playlist's fragments.
//
// Fragments as hls.js has them, in order: {start, duration} in seconds of the media's own
// time, which has no gaps, and programDateTime in milliseconds since the epoch, which has.
// Pure: tested by `node --test`.

/** Files of one recording may lie a few frames apart, or overlap: that is no gap. */
export const NO_GAP_MS = 500;

/** Index of the last fragment for which isBefore holds, -1 for none; it holds up to some point. */
function lastWhere(fragments, isBefore) {
  let low = 0;
  let high = fragments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(fragments[middle])) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function endMs(fragment) {
  return fragment.programDateTime + fragment.duration * 1000;
}

/** The moment shown at a media time, in milliseconds since the epoch; null with no fragment. */
export function wallAt(fragments, position) {
  if (!fragments.length) return null;
  const at = Math.max(0, lastWhere(fragments, (fragment) => fragment.start <= position));
  const fragment = fragments[at];
  const inside = Math.min(Math.max(0, position - fragment.start), fragment.duration);
  return fragment.programDateTime + inside * 1000;
}

/** The media time that shows a moment; null where nothing is recorded. */
export function positionAt(fragments, wallMs) {
  const at = lastWhere(fragments, (fragment) => fragment.programDateTime <= wallMs);
  const fragment = fragments[at];
  if (fragment && wallMs < endMs(fragment)) {
    return fragment.start + (wallMs - fragment.programDateTime) / 1000;
  }
  const next = fragments[at + 1];
  const hole = next && next.programDateTime - (fragment ? endMs(fragment) : wallMs);
  return next && hole < NO_GAP_MS ? next.start : null;
}

/** The recorded moments around one in a gap: the last before, the first after; null for none. */
export function momentsAround(fragments, wallMs) {
  const at = lastWhere(fragments, (fragment) => fragment.programDateTime <= wallMs);
  const [before, after] = [fragments[at], fragments[at + 1]];
  return {
    before: before ? Math.min(endMs(before), wallMs) : null,
    after: after ? after.programDateTime : null,
  };
}
