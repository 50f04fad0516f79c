// Draws what moves while one plays, points and selects: the layer over the data.

import type { Selection } from "../app/address";
import type { Stretch } from "../player/controls";
import { BAND, BUFFER, RULER_HEIGHT, TRACK_HEIGHT } from "./lanes";
import type { Palette } from "./palette";
import { pxOf, type ViewRange } from "./scale";

export interface OverlayScene {
  range: ViewRange;
  widthPx: number;
  pixelRatio: number;
  palette: Palette;
  headMs: number | null;
  hoverMs: number | null;
  buffered: readonly Stretch[];
  selection: Selection;
}

export function paintOverlay(context: CanvasRenderingContext2D, scene: OverlayScene) {
  const { pixelRatio, widthPx, hoverMs, headMs } = scene;
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, RULER_HEIGHT * pixelRatio);
  context.clearRect(0, -RULER_HEIGHT, widthPx, RULER_HEIGHT + TRACK_HEIGHT);
  paintBuffered(context, scene);
  paintSelection(context, scene);
  if (hoverMs !== null) paintHover(context, scene, hoverMs);
  if (headMs !== null) paintHead(context, scene, headMs);
}

function xOf({ range, widthPx }: OverlayScene, atMs: number): number {
  return pxOf(range, widthPx, atMs);
}

function paintBuffered(context: CanvasRenderingContext2D, scene: OverlayScene) {
  context.fillStyle = scene.palette.colours.buffer;
  for (const { startMs, endMs } of scene.buffered) {
    const from = Math.max(0, xOf(scene, startMs));
    const to = Math.min(scene.widthPx, Math.max(xOf(scene, endMs), from + 2));
    if (to > from) context.fillRect(from, BUFFER.top, to - from, BUFFER.height);
  }
}

/** What is outside of it is shaded; an end alone is a line. */
function paintSelection(context: CanvasRenderingContext2D, scene: OverlayScene) {
  const { inMs, outMs } = scene.selection;
  const { colours } = scene.palette;
  context.fillStyle = colours.selection;
  const [from, to] = [inMs, outMs].map((ms) => (ms === null ? null : xOf(scene, ms)));
  if (typeof from === "number" && typeof to === "number") {
    const width = Math.max(to - from, 1);
    context.globalAlpha = 0.22;
    context.fillRect(from, BAND.top, width, BAND.height);
    context.globalAlpha = 1;
    context.fillRect(from, BAND.top - 2, width, 2);
    context.fillRect(from, BAND.top + BAND.height, width, 2);
  }
  for (const x of [from, to]) {
    if (typeof x === "number") context.fillRect(x - 1, BAND.top - 2, 2, BAND.height + 4);
  }
}

function paintHover(context: CanvasRenderingContext2D, scene: OverlayScene, atMs: number) {
  context.fillStyle = scene.palette.colours.hover;
  context.fillRect(Math.round(xOf(scene, atMs)), 0, 1, TRACK_HEIGHT);
}

/** Edged with the ground's colour, so that it is seen on any band. */
function paintHead(context: CanvasRenderingContext2D, scene: OverlayScene, atMs: number) {
  const { colours } = scene.palette;
  const x = xOf(scene, atMs);
  if (x < -10 || x > scene.widthPx + 10) return;
  context.fillStyle = colours.ground;
  context.fillRect(x - 2, 0, 4, TRACK_HEIGHT);
  context.fillStyle = colours.head;
  context.fillRect(x - 1, 0, 2, TRACK_HEIGHT);
  context.strokeStyle = colours.ground;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x - 7, 0);
  context.lineTo(x + 7, 0);
  context.lineTo(x + 7, 6);
  context.lineTo(x, 13);
  context.lineTo(x - 7, 6);
  context.closePath();
  context.fill();
  context.stroke();
}
