// What the pointer does on the wall's timeline: press and drag to seek, wheel to zoom and to pan.

import { edgeSpeed, msAt, wheelFactor } from "../timeline/scale";
import type { TimelineView } from "../timeline/view";
import type { Wall } from "./wall";

const EDGE_PX = 32;
const DRAG_FROM_PX = 3;
const LINE_PX = 16;

export function listenOnTimeline(element: HTMLElement, wall: Wall, view: TimelineView): () => void {
  const ended = new AbortController();
  let drag: { fromPx: number; px: number; isMoving: boolean } | null = null;
  let frame = 0;

  const placeOf = (event: MouseEvent) => event.clientX - element.getBoundingClientRect().left;
  const momentAt = (px: number) =>
    Math.min(Math.round(msAt(view.get(), element.clientWidth, px)), Date.now());

  /** At an edge the view goes on under the pointer. */
  function scrub() {
    frame = 0;
    if (!drag?.isMoving) return;
    const speed = edgeSpeed(drag.px, element.clientWidth, EDGE_PX);
    if (speed !== 0) {
      view.panBy((speed / 60) * view.get().lengthMs);
      frame = requestAnimationFrame(scrub);
    }
    wall.scrub(momentAt(drag.px));
  }

  function moved(event: PointerEvent) {
    if (!drag) return;
    drag.px = placeOf(event);
    drag.isMoving ||= Math.abs(drag.px - drag.fromPx) > DRAG_FROM_PX;
    if (drag.isMoving) frame ||= requestAnimationFrame(scrub);
  }

  function pressed(event: PointerEvent) {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    drag = { fromPx: placeOf(event), px: placeOf(event), isMoving: false };
  }

  function released(event: PointerEvent) {
    if (!drag) return;
    drag = null;
    cancelAnimationFrame(frame);
    frame = 0;
    wall.open(momentAt(placeOf(event)));
  }

  function turned(event: WheelEvent) {
    event.preventDefault();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1;
    const [across, down] = [event.deltaX * unit, event.deltaY * unit];
    const { lengthMs } = view.get();
    if (Math.abs(across) > Math.abs(down)) view.panBy((across / element.clientWidth) * lengthMs);
    else view.zoom(wheelFactor(down), msAt(view.get(), element.clientWidth, placeOf(event)));
  }

  const { signal } = ended;
  element.addEventListener("pointerdown", pressed, { signal });
  element.addEventListener("pointermove", moved, { signal });
  element.addEventListener("pointerup", released, { signal });
  element.addEventListener("pointercancel", released, { signal });
  element.addEventListener("wheel", turned, { signal, passive: false });
  return () => {
    ended.abort();
    cancelAnimationFrame(frame);
  };
}
