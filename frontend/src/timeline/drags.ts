// What is being dragged on the timeline: time itself, the play head, an end of the selection, a new
// selection, or two fingers.

import { serverMs } from "../app/serverClock";
import type { Gesturing } from "./gestures";
import { edgeSpeed } from "./scale";

export type DragKind = "pan" | "scrub" | "end" | "select" | "pinch";

/** So near to the edge the view goes along. */
const EDGE_PX = 28;
/** A selection has at least this much. */
const SHORTEST_SELECTION_MS = 100;

export interface Drags {
  kind(): DragKind | null;
  pan(x: number): void;
  scrub(x: number): void;
  moveEnd(end: "in" | "out", x: number): void;
  select(x: number): void;
  pinch(xs: number[]): void;
  /** One x, or two of a pinch. */
  move(xs: number[]): void;
  /** What was not moved does nothing. */
  end(): void;
}

interface Drag {
  kind: DragKind;
  move(xs: number[]): void;
  end(): void;
}

export function createDrags({ track, footage, follow, isFixed }: Gesturing): Drags {
  const { player, view, selection, days } = footage;
  let drag: Drag | null = null;
  let atEdge = 0;

  function begin(next: Drag) {
    end(); // a second finger makes a pinch of what the first one began
    drag = next;
    follow.setHeld(true);
    track.surface.dataset["drag"] = next.kind;
  }

  function end() {
    const ended = drag;
    cancelAnimationFrame(atEdge);
    drag = null;
    follow.setHeld(false);
    delete track.surface.dataset["drag"];
    ended?.end();
  }

  /** While something is held at the edge, time goes by under it. */
  function panAtEdge(x: number, moved: (x: number) => void) {
    cancelAnimationFrame(atEdge);
    if (edgeSpeed(x, track.width(), EDGE_PX) === 0) return;
    let beforeMs = performance.now();
    const step = (nowMs: number) => {
      const speed = edgeSpeed(x, track.width(), EDGE_PX);
      view.panBy((speed * view.get().lengthMs * Math.max(0, nowMs - beforeMs)) / 1000);
      beforeMs = nowMs;
      moved(x);
      atEdge = requestAnimationFrame(step);
    };
    atEdge = requestAnimationFrame(step);
  }

  const notAfterNow = (atMs: number) => Math.min(atMs, serverMs());
  const middleMs = () => notAfterNow(view.get().startMs + view.get().lengthMs / 2);

  /** Under a fixed head panning is scrubbing. */
  function pan(x: number) {
    let lastX = x;
    begin({
      kind: "pan",
      move([nextX = lastX]) {
        view.panBy(track.msAt(lastX) - track.msAt(nextX));
        lastX = nextX;
        follow.looked();
        if (isFixed()) player.scrub(middleMs());
      },
      end() {
        if (isFixed()) player.release(middleMs());
      },
    });
  }

  function scrub() {
    let atMs: number | null = null;
    const to = (x: number) => {
      atMs = notAfterNow(track.msAt(x));
      track.hover.set(atMs);
      player.scrub(atMs);
    };
    begin({
      kind: "scrub",
      move([x = 0]) {
        to(x);
        panAtEdge(x, to);
      },
      end() {
        if (atMs !== null) player.release(atMs);
      },
    });
  }

  /** What plays again and again goes on, and follows the selection. */
  function moveEnd(end: "in" | "out") {
    let atMs: number | null = null;
    const to = (x: number) => {
      const { inMs, outMs } = selection.get();
      const wanted = Math.round(notAfterNow(track.msAt(x)));
      if (end === "in") {
        atMs = outMs === null ? wanted : Math.min(wanted, outMs - SHORTEST_SELECTION_MS);
        selection.set({ inMs: atMs, outMs });
      } else {
        atMs = inMs === null ? wanted : Math.max(wanted, inMs + SHORTEST_SELECTION_MS);
        selection.set({ inMs, outMs: atMs });
      }
      track.hover.set(atMs);
      if (!player.get().loop && days.isRecorded(atMs) !== false) player.scrub(atMs);
    };
    begin({
      kind: "end",
      move([x = 0]) {
        to(x);
        panAtEdge(x, to);
      },
      end() {
        if (atMs !== null && !player.get().loop) player.release(atMs);
      },
    });
  }

  function select(fromX: number) {
    const fromMs = notAfterNow(track.msAt(fromX));
    const to = (x: number) => {
      const atMs = notAfterNow(track.msAt(x));
      const [inMs, outMs] = [Math.min(fromMs, atMs), Math.max(fromMs, atMs)].map(Math.round);
      selection.set({ inMs: inMs ?? null, outMs: outMs ?? null });
    };
    begin({
      kind: "select",
      move([x = 0]) {
        to(x);
        panAtEdge(x, to);
      },
      end: () => undefined,
    });
  }

  /** The moments under the two fingers stay under them. */
  function pinch(xs: number[]) {
    const spread = ([a = 0, b = 0]: number[]) => Math.max(Math.abs(a - b), 8);
    const middle = ([a = 0, b = 0]: number[]) => (a + b) / 2;
    let last = xs;
    begin({
      kind: "pinch",
      move(next) {
        const anchorX = isFixed() ? track.width() / 2 : middle(last);
        view.zoom(spread(last) / spread(next), track.msAt(anchorX));
        if (!isFixed()) view.panBy(track.msAt(middle(last)) - track.msAt(middle(next)));
        last = next;
        follow.looked();
      },
      end: () => undefined,
    });
  }

  return {
    kind: () => drag?.kind ?? null,
    pan,
    scrub,
    moveEnd,
    select,
    pinch,
    move: (xs) => drag?.move(xs),
    end,
  };
}
