// Draws plates on their lane: a mark for one, a count for many.

import { PLATES } from "./lanes";
import { shortCount, type Bin } from "./markers";
import type { DataScene } from "./paintData";
import { pxOf } from "./scale";

const MIDDLE = PLATES.top + PLATES.height / 2;

export function paintMarkers(
  context: CanvasRenderingContext2D,
  scene: DataScene,
  bins: readonly Bin[],
) {
  context.font = `600 11px ${scene.palette.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const bin of bins) {
    if (bin.count === 1) paintOne(context, scene, bin);
    else paintCount(context, scene, bin);
  }
}

/** A diamond on a stalk; one of a watch list is a triangle, so that its shape tells it too. */
function paintOne(context: CanvasRenderingContext2D, scene: DataScene, bin: Bin) {
  const { colours } = scene.palette;
  const x = pxOf(scene.range, scene.widthPx, bin.firstMs);
  const isWatched = bin.watched > 0;
  context.fillStyle = isWatched ? colours.watched : colours.plate;
  context.fillRect(x - 0.75, MIDDLE, 1.5, PLATES.height / 2);
  context.beginPath();
  if (isWatched) {
    context.moveTo(x, MIDDLE - 8);
    context.lineTo(x + 7, MIDDLE + 5);
    context.lineTo(x - 7, MIDDLE + 5);
  } else {
    context.moveTo(x, MIDDLE - 6);
    context.lineTo(x + 5, MIDDLE);
    context.lineTo(x, MIDDLE + 6);
    context.lineTo(x - 5, MIDDLE);
  }
  context.fill();
}

/** One that has any of a watch list carries their triangle as well. */
function paintCount(context: CanvasRenderingContext2D, scene: DataScene, bin: Bin) {
  const { range, widthPx, palette } = scene;
  const from = pxOf(range, widthPx, bin.startMs) + 1;
  const to = pxOf(range, widthPx, bin.endMs) - 1;
  context.fillStyle = palette.colours.plate;
  context.beginPath();
  context.roundRect(from, PLATES.top + 1, to - from, PLATES.height - 2, 7);
  context.fill();
  context.fillStyle = palette.colours["on-plate"];
  const flagged = bin.watched > 0 ? 8 : 0;
  context.fillText(shortCount(bin.count), (from + to - flagged) / 2, MIDDLE + 0.5);
  if (flagged > 0) paintFlag(context, scene, to);
}

function paintFlag(context: CanvasRenderingContext2D, scene: DataScene, x: number) {
  const { colours } = scene.palette;
  context.beginPath();
  context.moveTo(x - 4, MIDDLE - 5);
  context.lineTo(x + 1, MIDDLE + 4);
  context.lineTo(x - 9, MIDDLE + 4);
  context.closePath();
  context.lineWidth = 2;
  context.strokeStyle = colours.ground;
  context.stroke();
  context.fillStyle = colours.watched;
  context.fill();
}
