// In and out of a stretch. Pure.

import type { Selection } from "../app/address";
import type { Stretch } from "../player";

/** The end that was set stays; one that would lie on its wrong side goes. */
export function withIn(selection: Selection, inMs: number): Selection {
  const { outMs } = selection;
  return { inMs, outMs: outMs !== null && outMs > inMs ? outMs : null };
}

export function withOut(selection: Selection, outMs: number): Selection {
  const { inMs } = selection;
  return { inMs: inMs !== null && inMs < outMs ? inMs : null, outMs };
}

export function isEmpty({ inMs, outMs }: Selection): boolean {
  return inMs === null && outMs === null;
}

/** Null until both ends are set, and apart. */
export function stretchOf({ inMs, outMs }: Selection): Stretch | null {
  if (inMs === null || outMs === null || outMs <= inMs) return null;
  return { startMs: inMs, endMs: outMs };
}
