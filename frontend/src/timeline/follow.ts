// The view follows the play head, unless somebody has just looked elsewhere.

import { createStore, type Store } from "../app/store";
import { centred, isInSight, withInSight, type ViewRange } from "./scale";
import type { Footage } from "./track";

/** So long after panning the view stays where it was put, though the head leaves it. */
export const LOOKED_AWAY_MS = 10_000;
const GLIDE_MS = 220;
/** Of the view's length: where the head comes to when it has reached the end. */
const PAGE_PLACE = 0.2;

export interface Follow {
  /** Whether the head is out of sight. */
  isAway: Store<boolean>;
  /** Somebody has moved the view by hand. */
  looked(): void;
  /** While something is dragged the view is the hand's. */
  setHeld(isHeld: boolean): void;
  back(): void;
  destroy(): void;
}

/** `isFixed`: the head stays in the middle and time moves under it. */
export function createFollow({ player, view }: Footage, isFixed: () => boolean): Follow {
  const isAway = createStore(false);
  let lookedAtMs = -Infinity;
  let isHeld = false;
  let lastMs: number | null = null;
  let glide = 0;

  function glideTo(wanted: ViewRange) {
    cancelAnimationFrame(glide);
    const from = view.get();
    const beganMs = performance.now();
    const far = Math.abs(wanted.startMs - from.startMs) > 3 * from.lengthMs;
    if (far || matchMedia("(prefers-reduced-motion: reduce)").matches) {
      view.show(wanted);
      return;
    }
    const step = () => {
      const part = Math.min((performance.now() - beganMs) / GLIDE_MS, 1);
      const eased = 1 - (1 - part) ** 3;
      view.show({
        startMs: from.startMs + (wanted.startMs - from.startMs) * eased,
        lengthMs: wanted.lengthMs,
      });
      if (part < 1) glide = requestAnimationFrame(step);
    };
    step();
  }

  function onPlayer() {
    const { wallMs, isPaused, rate } = player.get();
    if (wallMs === null) return;
    const isLeap = lastMs === null || Math.abs(wallMs - lastMs) > 1000 + 500 * Math.abs(rate);
    if (wallMs === lastMs) return;
    lastMs = wallMs;
    if (!isHeld) follow(wallMs, isLeap, isPaused ? 0 : rate);
    tell();
  }

  function follow(wallMs: number, isLeap: boolean, rate: number) {
    const range = view.get();
    if (isFixed()) {
      const wanted = centred(wallMs, range.lengthMs);
      const movedPx = (Math.abs(wanted.startMs - range.startMs) / range.lengthMs) * innerWidth;
      if (movedPx > 0.5) view.show(wanted);
    } else if (isLeap || rate === 0) {
      if (!isInSight(range, wallMs, 0.01)) glideTo(withInSight(range, wallMs));
    } else if (performance.now() - lookedAtMs > LOOKED_AWAY_MS && !isInSight(range, wallMs)) {
      // A page further, so that the data stands still again: not a pixel with every frame.
      const place = rate < 0 ? 1 - PAGE_PLACE : PAGE_PLACE;
      const length = range.lengthMs;
      glideTo({ startMs: wallMs - place * length, lengthMs: length });
    }
  }

  function tell() {
    const { wallMs } = player.get();
    isAway.set(wallMs !== null && !isInSight(view.get(), wallMs, 0));
  }

  const ends = [player.subscribe(onPlayer), view.subscribe(tell)];
  onPlayer();
  return {
    isAway,
    looked() {
      cancelAnimationFrame(glide);
      lookedAtMs = performance.now();
    },
    setHeld(held) {
      cancelAnimationFrame(glide);
      isHeld = held;
    },
    back() {
      lookedAtMs = -Infinity;
      const { wallMs } = player.get();
      if (wallMs !== null) glideTo(centred(wallMs, view.get().lengthMs));
    },
    destroy() {
      cancelAnimationFrame(glide);
      for (const end of ends) end();
    },
  };
}
