// Speeds, and where playing backwards is at. Pure.

import { fragmentAt, type ClockMap } from "./clockMap";

const SLOWEST = 0.25;
/** Chromium throws above it, and for what is negative. */
const FASTEST = 16;

/** 0.25 to 16, or -1 to -16; nothing else is told a browser. */
export function clampRate(rate: number): number {
  if (!Number.isFinite(rate) || rate === 0) return 1;
  const speed = Math.abs(rate);
  return rate > 0
    ? Math.min(FASTEST, Math.max(SLOWEST, speed))
    : -Math.min(FASTEST, Math.max(1, speed));
}

/** Pictures of a stretch that is played backwards come no quicker: a browser must decode each. */
export const REVERSE_EVERY_MS = 125;

const SPARSE_S = 0.3;
const SAME_S = 0.001;

/**
 * Which picture comes next when playing backwards, where `due` is the media time that the speed
 * has led to; null while it is still the one that is shown.
 *
 * Key frames, which cost least. Where they come too rarely for the eye at this speed, the very
 * frame instead.
 */
export function reversePosition(
  map: ClockMap,
  { due, shown, speed }: { due: number; shown: number; speed: number },
): number | null {
  const key = fragmentAt(map, due);
  const isSparse = key.duration / speed > SPARSE_S;
  const next = isSparse ? Math.max(due, key.start) : key.start;
  return next < shown - SAME_S ? next : null;
}
