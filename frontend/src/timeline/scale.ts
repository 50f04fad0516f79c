// Moments and places on the timeline: what a view's stretch of time looks like at a width. Pure.

/** The stretch of time that the timeline shows; both may be fractions of a millisecond. */
export interface ViewRange {
  startMs: number;
  lengthMs: number;
}

export const SHORTEST_MS = 10_000;
export const LONGEST_MS = 30 * 86_400_000;
/** Of the view's length: nearer to its ends a moment counts as out of sight. */
export const MARGIN = 0.06;
/** Of the view's length: at most this much of it is still to come. */
const MOST_AHEAD = 0.75;

export function pxOf({ startMs, lengthMs }: ViewRange, widthPx: number, atMs: number): number {
  return ((atMs - startMs) / lengthMs) * widthPx;
}

export function msAt({ startMs, lengthMs }: ViewRange, widthPx: number, px: number): number {
  return startMs + (px / widthPx) * lengthMs;
}

export function endOf({ startMs, lengthMs }: ViewRange): number {
  return startMs + lengthMs;
}

/** Longer by the factor, within what is allowed; the moment stays where it is. */
export function zoomed(range: ViewRange, factor: number, anchorMs: number): ViewRange {
  const lengthMs = allowedLength(range.lengthMs * factor);
  const place = (anchorMs - range.startMs) / range.lengthMs;
  return { startMs: anchorMs - place * lengthMs, lengthMs };
}

export function allowedLength(lengthMs: number): number {
  return Math.min(Math.max(lengthMs, SHORTEST_MS), LONGEST_MS);
}

/** Not before the epoch, and never all in the future. */
export function allowed({ startMs, lengthMs }: ViewRange, nowMs: number): ViewRange {
  const length = allowedLength(lengthMs);
  const latest = nowMs - (1 - MOST_AHEAD) * length;
  return { startMs: Math.max(0, Math.min(startMs, latest)), lengthMs: length };
}

export function centred(atMs: number, lengthMs: number): ViewRange {
  return { startMs: atMs - lengthMs / 2, lengthMs };
}

export function isInSight(range: ViewRange, atMs: number, margin = MARGIN): boolean {
  const place = (atMs - range.startMs) / range.lengthMs;
  return place >= margin && place <= 1 - margin;
}

/** The same when the moment is in sight, else moved as little as needed; far away: around it. */
export function withInSight(range: ViewRange, atMs: number): ViewRange {
  if (isInSight(range, atMs)) return range;
  const { startMs, lengthMs } = range;
  const place = (atMs - startMs) / lengthMs;
  if (place < -1 || place > 2) return centred(atMs, lengthMs);
  const wanted = place < MARGIN ? MARGIN : 1 - MARGIN;
  return { startMs: atMs - wanted * lengthMs, lengthMs };
}

/** How the wheel's turn zooms: the same turn back leads to where one was. */
export function wheelFactor(deltaPx: number): number {
  return Math.exp(Math.min(Math.max(deltaPx, -300), 300) * 0.002);
}

/** Per second of holding something at the edge, in view lengths; 0 away from it. */
export function edgeSpeed(px: number, widthPx: number, edgePx: number): number {
  const within = Math.max(edgePx - px, 0) - Math.max(px - (widthPx - edgePx), 0);
  return -Math.min(Math.max(within / edgePx, -2), 2) * 0.5;
}
