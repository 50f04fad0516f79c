// Which stretch of time is in view. One a dialog: the timeline draws it, keys and gestures move it.

import { serverMs } from "../app/serverClock";
import { createStore, type Store } from "../app/store";
import { allowed, centred, withInSight, zoomed, type ViewRange } from "./scale";

export { LONGEST_MS, SHORTEST_MS, type ViewRange } from "./scale";

export interface TimelineView extends Pick<Store<ViewRange>, "get" | "subscribe"> {
  /** Longer by the factor; that moment stays where it is. */
  zoom(factor: number, anchorMs: number): void;
  panBy(ms: number): void;
  show(range: ViewRange): void;
  /** Moves as little as needed so that the moment is seen. */
  keepInSight(atMs: number): void;
}

const USUAL_MS = 86_400_000;

/** Of a day's length, what is to come: a view of now has no use for more. */
const AHEAD = 0.08;

function usual(atMs: number, nowMs: number): ViewRange {
  const { startMs, lengthMs } = centred(atMs, USUAL_MS);
  return { startMs: Math.min(startMs, nowMs - (1 - AHEAD) * lengthMs), lengthMs };
}

/** Around that moment: a day long unless another length is given. */
export function createView(
  atMs: number,
  lengthMs: number | null = null,
  clock: () => number = serverMs,
): TimelineView {
  const first = lengthMs === null ? usual(atMs, clock()) : centred(atMs, lengthMs);
  const range = createStore(allowed(first, clock()));
  const show = (next: ViewRange) => {
    const { startMs, lengthMs: length } = allowed(next, clock());
    const shown = range.get();
    if (startMs !== shown.startMs || length !== shown.lengthMs) {
      range.set({ startMs, lengthMs: length });
    }
  };
  return {
    get: () => range.get(),
    subscribe: (listener) => range.subscribe(listener),
    show,
    zoom: (factor, anchorMs) => show(zoomed(range.get(), factor, anchorMs)),
    panBy: (ms) => show({ ...range.get(), startMs: range.get().startMs + ms }),
    keepInSight: (atMs) => show(withInSight(range.get(), atMs)),
  };
}
