// What pointers and the wheel do on the timeline. Keys are the dialog's.

import { serverMs } from "../app/serverClock";
import { plateStart } from "../watch/moves";
import { createDrags } from "./drags";
import type { Follow } from "./follow";
import { isOnHead, laneAt, RULER_HEIGHT } from "./lanes";
import { nearestMarker } from "./markers";
import { wheelFactor } from "./scale";
import type { Footage, Track } from "./track";

const PLATE_REACH_PX = 10;
/** Less is a click. */
const CLICK_PX = 4;
const LINE_PX = 16;

export interface Gesturing {
  track: Track;
  footage: Footage;
  follow: Follow;
  isFixed: () => boolean;
}

export function listenForGestures(on: Gesturing): () => void {
  const { track, footage, follow } = on;
  const { surface } = track;
  const drags = createDrags(on);
  const pointers = new Map<number, { x: number; y: number }>();
  let pointedX = NaN;
  let pressed: { x: number; y: number; isTouch: boolean } | null = null;

  function down(event: PointerEvent) {
    if (event.button !== 0) return;
    const x = track.xOf(event.clientX);
    pointers.set(event.pointerId, { x, y: event.clientY });
    surface.setPointerCapture(event.pointerId);
    if (pointers.size === 2) {
      pressed = null;
      drags.pinch([...pointers.values()].map((pointer) => pointer.x));
    } else if (pointers.size === 1) {
      pressed = { x, y: event.clientY, isTouch: event.pointerType === "touch" };
      const handle = handleOf(event);
      if (handle) drags.moveEnd(handle, x);
      else if (event.shiftKey && !isOnRuler(event)) drags.select(x);
      else if (!isOnRuler(event) && hasHead(x, pressed.isTouch) && !on.isFixed()) drags.scrub(x);
    }
  }

  function move(event: PointerEvent) {
    const x = track.xOf(event.clientX);
    const pointer = pointers.get(event.pointerId);
    if (!pointer) {
      point(event, x);
      return;
    }
    pointer.x = x;
    if (drags.kind() === "pinch") {
      drags.move([...pointers.values()].map((one) => one.x));
      return;
    }
    if (pressed && Math.abs(x - pressed.x) > CLICK_PX) {
      if (drags.kind() === null) drags.pan(pressed.x);
      pressed = null;
    }
    if (!pressed) drags.move([x]);
    track.hover.set(drags.kind() === "pan" ? null : track.msAt(x));
  }

  function up(event: PointerEvent) {
    if (!pointers.delete(event.pointerId)) return;
    if (pressed && event.type === "pointerup" && drags.kind() !== "end") {
      drags.end();
      click(pressed.x, pressed.y);
    } else {
      if (pointers.size === 0 && event.type === "pointerup") drags.move([track.xOf(event.clientX)]);
      drags.end();
    }
    pressed = null;
    pointers.clear();
    if (event.pointerType !== "mouse") track.hover.set(null);
  }

  /** Wheels tell whole pixels; the pointer was there with parts of them. */
  function exactX(x: number): number {
    return Math.abs(pointedX - x) < 1 ? pointedX : x;
  }

  function point(event: PointerEvent, x: number) {
    pointedX = x;
    if (event.pointerType !== "mouse") return;
    track.hover.set(track.msAt(x));
    const isHead = !isOnRuler(event) && hasHead(x, false);
    surface.dataset["grips"] = isHead ? "head" : isOnRuler(event) ? "ruler" : "";
  }

  /** A plate is opened a little before it; elsewhere the very moment. */
  function click(x: number, clientY: number) {
    const atMs = track.msAt(x);
    const y = clientY - surface.getBoundingClientRect().top - RULER_HEIGHT;
    const plateMs = y >= 0 && laneAt(y) === "plates" ? plateNear(x) : null;
    const wantedMs = plateMs === null ? atMs : plateStart(footage.days, plateMs);
    if (wantedMs >= serverMs()) footage.player.live();
    else footage.player.open(wantedMs);
  }

  function plateNear(x: number): number | null {
    const days = footage.days.slotsIn(footage.view.get()).flatMap(({ day }) => day?.markers ?? []);
    const reachMs = track.msAt(x + PLATE_REACH_PX) - track.msAt(x);
    const binned = track.bins().find((bin) => bin.count > 1 && isWithin(bin, track.msAt(x)));
    const withinMs = binned ? Math.max(binned.endMs - binned.startMs, reachMs) : reachMs;
    return nearestMarker(days, track.msAt(x), withinMs);
  }

  function hasHead(x: number, isCoarse: boolean): boolean {
    const { wallMs } = footage.player.get();
    return wallMs !== null && isOnHead(x, track.pxOf(wallMs), isCoarse);
  }

  function wheel(event: WheelEvent) {
    event.preventDefault();
    const unit = event.deltaMode === 0 ? 1 : event.deltaMode === 1 ? LINE_PX : track.width();
    const isSideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    follow.looked();
    if (isSideways) {
      const px = (event.deltaX || event.deltaY) * unit;
      footage.view.panBy(track.msAt(px) - track.msAt(0));
    } else {
      // A pinch on a touch pad comes as a wheel with Ctrl, in small steps.
      const px = event.deltaY * unit * (event.ctrlKey ? 4 : 1);
      const x = on.isFixed() ? track.width() / 2 : exactX(track.xOf(event.clientX));
      footage.view.zoom(wheelFactor(px), track.msAt(x));
    }
    if (track.hover.get() !== null) track.hover.set(track.msAt(track.xOf(event.clientX)));
  }

  const leave = () => {
    if (pointers.size === 0) track.hover.set(null);
  };
  const listeners: [string, (event: never) => void][] = [
    ["pointerdown", down],
    ["pointermove", move],
    ["pointerup", up],
    ["pointercancel", up],
    ["pointerleave", leave],
  ];
  for (const [type, listener] of listeners) {
    surface.addEventListener(type, listener as EventListener);
  }
  surface.addEventListener("wheel", wheel, { passive: false });
  return () => {
    drags.end();
    for (const [type, listener] of listeners) {
      surface.removeEventListener(type, listener as EventListener);
    }
    surface.removeEventListener("wheel", wheel);
  };
}

function isWithin(bin: { startMs: number; endMs: number }, atMs: number): boolean {
  return bin.startMs <= atMs && atMs < bin.endMs;
}

function isOnRuler(event: PointerEvent): boolean {
  return event.target instanceof Element && event.target.closest("[data-ruler]") !== null;
}

function handleOf(event: PointerEvent): "in" | "out" | null {
  const element = event.target instanceof Element ? event.target.closest("[data-handle]") : null;
  const name = element?.getAttribute("data-handle");
  return name === "in" || name === "out" ? name : null;
}
