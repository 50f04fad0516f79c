// Draws what each camera has recorded, one row above the other, on one canvas.

import type { ViewRange } from "../timeline/scale";
import { coverPixels, pixelRuns } from "../timeline/coverage";
import type { DayStore } from "../timeline/dayStore";

export interface RowColours {
  recorded: string;
  gap: string;
  hatch: string;
}

export const ROW_PX = 14;
const ROW_GAP_PX = 4;
const HATCH_PX = 6;
const HATCH_ALPHA = 0.45;

export function rowsHeight(count: number): number {
  return count * (ROW_PX + ROW_GAP_PX);
}

/** The tokens of the theme that is shown. */
export function coloursOf(element: HTMLElement): RowColours {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    recorded: token("--recorded"),
    gap: token("--gap"),
    hatch: token("--line-strong"),
  };
}

interface Drawing {
  canvas: HTMLCanvasElement;
  widthPx: number;
  range: ViewRange;
  rows: readonly (DayStore | undefined)[];
  colours: RowColours;
}

/** Recorded is filled, what is known not to be is hatched, what is not known stays empty. */
export function drawRows({ canvas, widthPx, range, rows, colours }: Drawing): void {
  const scale = devicePixelRatio;
  canvas.width = Math.max(1, Math.round(widthPx * scale));
  canvas.height = Math.round(rowsHeight(rows.length) * scale);
  const context = canvas.getContext("2d");
  if (!context) return;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  rows.forEach((days, at) => {
    if (days) drawRow(context, at * (ROW_PX + ROW_GAP_PX), widthPx, { range, days, colours });
  });
}

interface Row {
  range: ViewRange;
  days: DayStore;
  colours: RowColours;
}

function drawRow(
  context: CanvasRenderingContext2D,
  top: number,
  widthPx: number,
  { range, days, colours }: Row,
): void {
  const cover = new Float32Array(Math.ceil(widthPx));
  const pxAt = (ms: number) => ((ms - range.startMs) / range.lengthMs) * widthPx;
  const nowPx = Math.min(widthPx, pxAt(Date.now()));
  for (const slot of days.slotsIn(range)) {
    if (!slot.day) continue;
    const from = Math.max(0, pxAt(slot.startMs));
    const to = Math.min(nowPx, pxAt(slot.endMs));
    hatch(context, { from, to, top }, colours);
    coverPixels(slot.day.spans, range, cover);
  }
  context.fillStyle = colours.recorded;
  pixelRuns(cover, (from, to) => context.fillRect(from, top, to - from, ROW_PX));
}

function hatch(
  context: CanvasRenderingContext2D,
  { from, to, top }: { from: number; to: number; top: number },
  colours: RowColours,
): void {
  if (to <= from) return;
  context.save();
  context.beginPath();
  context.rect(from, top, to - from, ROW_PX);
  context.clip();
  context.fillStyle = colours.gap;
  context.fill();
  context.strokeStyle = colours.hatch;
  context.globalAlpha = HATCH_ALPHA;
  context.beginPath();
  for (let px = from - (from % HATCH_PX) - ROW_PX; px < to; px += HATCH_PX) {
    context.moveTo(px, top + ROW_PX);
    context.lineTo(px + ROW_PX, top);
  }
  context.stroke();
  context.restore();
}
