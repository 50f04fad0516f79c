// Draws what is recorded. Only when the view or the data changes: playing never comes here.

import { coverPixels, pixelRuns, WHOLE } from "./coverage";
import type { Gap, GapReason, NamedStretch } from "./day";
import type { DaySlot } from "./dayStore";
import { BAND, CLIPS, gapLook, HOLDS, RULER_HEIGHT, TRACK_HEIGHT, type Lane } from "./lanes";
import { binsOf, type Bin } from "./markers";
import { paintMarkers } from "./paintMarkers";
import type { Palette } from "./palette";
import { pxOf, type ViewRange } from "./scale";
import { valueAt } from "./sorted";
import type { Tick } from "./ticks";

export interface DataScene {
  range: ViewRange;
  widthPx: number;
  pixelRatio: number;
  ticks: readonly Tick[];
  slots: readonly DaySlot[];
  nowMs: number;
  palette: Palette;
  /** What stands in a gap where there is room. */
  gapWords: Record<GapReason, string>;
  /** Then something else stands there (EmptyDay.tsx). */
  isEmptyDay: boolean;
}

/** Answers the bins of markers as they were drawn, for what is asked of them later. */
export function paintData(context: CanvasRenderingContext2D, scene: DataScene): Bin[] {
  const { pixelRatio, widthPx, palette } = scene;
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, RULER_HEIGHT * pixelRatio);
  context.clearRect(0, -RULER_HEIGHT, widthPx, RULER_HEIGHT + TRACK_HEIGHT);
  paintTicks(context, scene);
  context.fillStyle = palette.colours.gap;
  context.fillRect(0, BAND.top, widthPx, BAND.height);
  paintUnknown(context, scene);
  const gaps = gapsIn(scene);
  paintGaps(context, scene, gaps);
  paintRecorded(context, scene);
  paintFuture(context, scene);
  paintMidnights(context, scene);
  if (!scene.isEmptyDay) paintGapWords(context, scene, gaps);
  const days = scene.slots.flatMap(({ day }) => day ?? []);
  paintStretches(
    context,
    scene,
    CLIPS,
    palette.colours.clip,
    days.flatMap(({ clips }) => clips),
  );
  paintStretches(
    context,
    scene,
    HOLDS,
    palette.colours.hold,
    days.flatMap(({ holds }) => holds),
  );
  const markers = days.map((day) => day.markers);
  const bins = binsOf(markers, scene.range, widthPx);
  paintMarkers(context, scene, bins);
  return bins;
}

function xOf({ range, widthPx }: DataScene, atMs: number): number {
  return pxOf(range, widthPx, atMs);
}

/** At the foot of the ruler; its words are elements (ruler.ts). */
function paintTicks(context: CanvasRenderingContext2D, scene: DataScene) {
  const { colours } = scene.palette;
  for (const { atMs, label } of scene.ticks) {
    const x = Math.round(xOf(scene, atMs));
    context.fillStyle = label ? colours.quiet : colours.line;
    context.fillRect(x, label ? -7 : -4, 1, label ? 7 : 4);
  }
}

function fill(
  context: CanvasRenderingContext2D,
  scene: DataScene,
  lane: Lane,
  span: Gap | DaySlot,
) {
  const from = Math.max(0, xOf(scene, span.startMs));
  const to = Math.min(scene.widthPx, xOf(scene, span.endMs));
  if (to > from) context.fillRect(from, lane.top, to - from, lane.height);
}

function paintUnknown(context: CanvasRenderingContext2D, scene: DataScene) {
  context.fillStyle = scene.palette.colours.unknown;
  const middle = { top: BAND.top + BAND.height / 2 - 3, height: 6 };
  for (const slot of scene.slots) if (!slot.day) fill(context, scene, middle, slot);
}

/** In sight and past; one over midnight is one, so that its words stand in its middle. */
function gapsIn({ slots, range, nowMs, widthPx }: DataScene): Gap[] {
  const endMs = Math.min(range.startMs + range.lengthMs, nowMs);
  const pixelMs = range.lengthMs / widthPx;
  const found: Gap[] = [];
  for (const gap of slots.flatMap(({ day }) => day?.gaps ?? [])) {
    if (gap.endMs <= range.startMs || gap.startMs >= endMs) continue;
    const last = found.at(-1);
    const end = Math.min(gap.endMs, nowMs);
    if (last?.endMs === gap.startMs && last.reason === gap.reason) last.endMs = end;
    else if (end - gap.startMs >= pixelMs / 2) found.push({ ...gap, endMs: end });
  }
  return found;
}

function paintGaps(context: CanvasRenderingContext2D, scene: DataScene, gaps: readonly Gap[]) {
  for (const gap of gaps) {
    const hatch = scene.palette.hatches[gapLook(gap.reason)];
    if (!hatch) continue;
    context.fillStyle = hatch;
    fill(context, scene, BAND, gap);
  }
}

function paintRecorded(context: CanvasRenderingContext2D, scene: DataScene) {
  const { widthPx, pixelRatio, range, palette } = scene;
  const cover = new Float32Array(Math.round(widthPx * pixelRatio));
  for (const { day } of scene.slots) if (day) coverPixels(day.spans, range, cover);
  context.fillStyle = palette.colours.recorded;
  pixelRuns(cover, (from, to, kind) => {
    if (kind === WHOLE) paintRun(context, from / pixelRatio, to / pixelRatio);
    else paintParts(context, cover, pixelRatio, from, to);
  });
}

/** Pixels of which a part is recorded: the higher the greater it is, and never as high as a whole. */
function paintParts(
  context: CanvasRenderingContext2D,
  cover: Float32Array,
  pixelRatio: number,
  from: number,
  to: number,
) {
  for (let px = from; px < to; px++) {
    const height = Math.round(BAND.height * (0.5 + 0.4 * valueAt(cover, px)));
    const top = BAND.top + BAND.height - height;
    context.fillRect(px / pixelRatio, top, 1 / pixelRatio, height);
  }
}

function paintRun(context: CanvasRenderingContext2D, from: number, to: number) {
  context.fillRect(from, BAND.top, to - from, BAND.height);
}

function paintFuture(context: CanvasRenderingContext2D, scene: DataScene) {
  const { range, nowMs, widthPx, palette } = scene;
  if (nowMs >= range.startMs + range.lengthMs) return;
  const x = Math.max(0, xOf(scene, nowMs));
  context.fillStyle = palette.colours.ground;
  context.fillRect(x, BAND.top, widthPx - x, BAND.height);
  context.fillStyle = palette.colours.future;
  context.fillRect(x, BAND.top, widthPx - x, BAND.height);
  context.fillStyle = palette.colours.now;
  context.fillRect(x, BAND.top - 2, 2, BAND.height + 4);
}

function paintMidnights(context: CanvasRenderingContext2D, scene: DataScene) {
  context.fillStyle = scene.palette.colours.line;
  for (const { startMs } of scene.slots) {
    const x = Math.round(xOf(scene, startMs));
    if (x > 0 && x < scene.widthPx) context.fillRect(x, 0, 1, TRACK_HEIGHT);
  }
}

function paintGapWords(context: CanvasRenderingContext2D, scene: DataScene, gaps: readonly Gap[]) {
  const { palette, widthPx, gapWords } = scene;
  context.font = `12px ${palette.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const gap of gaps) {
    const words = gapWords[gap.reason];
    const from = Math.max(0, xOf(scene, gap.startMs));
    const to = Math.min(widthPx, xOf(scene, gap.endMs));
    if (!words || to - from < 60) continue;
    const { width } = context.measureText(words);
    if (to - from < width + 24) continue;
    const [x, y] = [(from + to) / 2, BAND.top + BAND.height / 2];
    context.fillStyle = palette.colours.gap;
    context.fillRect(x - width / 2 - 6, y - 9, width + 12, 18);
    context.fillStyle = palette.colours.quiet;
    context.fillText(words, x, y + 0.5);
  }
}

/** Never narrower than what can be seen; capped at both ends, so that two that touch are two. */
function paintStretches(
  context: CanvasRenderingContext2D,
  scene: DataScene,
  lane: Lane,
  colour: string,
  stretches: readonly NamedStretch[],
) {
  context.fillStyle = colour;
  for (const { startMs, endMs } of stretches) {
    const from = xOf(scene, startMs);
    const width = Math.max(3, xOf(scene, endMs) - from - 1);
    if (from + width < 0 || from > scene.widthPx) continue;
    context.beginPath();
    context.roundRect(from, lane.top, width, lane.height, 2);
    context.fill();
  }
}
