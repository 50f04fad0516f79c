// One timeline on the screen: two canvases and a ruler, drawn in an animation frame and only when
// what they show has changed. It knows where a moment is; gestures.ts says what is done there.

import { serverMs } from "../app/serverClock";
import { createStore, type Store } from "../app/store";
import type { Watch } from "../watch/watch";
import type { GapReason } from "./day";
import type { Bin } from "./markers";
import { emptyDayIn } from "./footage";
import { paintData } from "./paintData";
import { paintOverlay } from "./paintOverlay";
import { readPalette, type Palette } from "./palette";
import { createRuler, type RulerStyles, type RulerWords } from "./ruler";
import { msAt, pxOf } from "./scale";
import { ticksOf } from "./ticks";

export interface TrackParts {
  /** Carries data-start-ms and data-length-ms. */
  root: HTMLElement;
  surface: HTMLElement;
  data: HTMLCanvasElement;
  overlay: HTMLCanvasElement;
  ruler: HTMLElement;
}

export interface TrackWords extends RulerWords {
  gaps: Record<GapReason, string>;
}

export interface Track {
  surface: HTMLElement;
  /** The moment that is pointed at. */
  hover: Store<number | null>;
  width(): number;
  /** Of a pointer event's clientX. */
  xOf(clientX: number): number;
  msAt(x: number): number;
  pxOf(atMs: number): number;
  /** As they are drawn. */
  bins(): readonly Bin[];
  destroy(): void;
}

export type Footage = Pick<Watch, "zone" | "player" | "view" | "days" | "selection">;

export function createTrack(
  parts: TrackParts,
  footage: Footage,
  words: TrackWords,
  rulerStyles: RulerStyles,
): Track {
  const { player, view, days, selection, zone } = footage;
  const { root, surface } = parts;
  const [data, overlay] = [contextOf(parts.data), contextOf(parts.overlay)];
  const ruler = createRuler(parts.ruler, zone, words, rulerStyles);
  const hover = createStore<number | null>(null);
  let palette: Palette = readPalette(surface, data);
  let bins: readonly Bin[] = [];
  let width = surface.clientWidth;
  let left = surface.getBoundingClientRect().left;
  let pixelRatio = devicePixelRatio;
  let drawn = 0;
  let frame = 0;
  let isDataDirty = true;
  let shown = { headPx: NaN, buffered: player.get().buffered };

  function draw() {
    frame = 0;
    if (width === 0) return;
    const common = { range: view.get(), widthPx: width, pixelRatio, palette };
    if (isDataDirty) {
      isDataDirty = false;
      const { startMs, lengthMs } = common.range;
      root.dataset["startMs"] = String(startMs);
      root.dataset["lengthMs"] = String(lengthMs);
      const slots = days.slotsIn(common.range);
      const ticks = ticksOf(common.range, width, zone);
      const nowMs = serverMs();
      const isEmptyDay = emptyDayIn(common.range, (atMs) => days.dayAt(atMs), nowMs) !== null;
      const scene = { ...common, ticks, slots, nowMs, gapWords: words.gaps, isEmptyDay };
      bins = paintData(data, scene);
      ruler.draw(common.range, width, ticks);
      parts.data.dataset["drawn"] = String(++drawn);
    }
    const { wallMs, buffered } = player.get();
    shown = { headPx: headPx(), buffered };
    paintOverlay(overlay, {
      ...common,
      headMs: wallMs,
      hoverMs: hover.get(),
      buffered,
      selection: selection.get(),
    });
  }

  function headPx(): number {
    const { wallMs } = player.get();
    return wallMs === null ? NaN : pxOf(view.get(), width, wallMs);
  }

  function schedule() {
    frame ||= requestAnimationFrame(draw);
  }
  function scheduleData() {
    isDataDirty = true;
    schedule();
  }

  /** A picture that goes on moves the head by less than can be seen, for the most part. */
  function onPlayer() {
    const moved = Math.abs(headPx() - shown.headPx);
    if (!(moved < 0.2) || player.get().buffered !== shown.buffered) schedule();
  }
  function onView() {
    days.want(view.get());
    scheduleData();
  }

  /** Not with each event: a page that has changed since would be laid out for it, again and again. */
  function locate() {
    left = surface.getBoundingClientRect().left;
  }

  /** What is drawn has the scale that the canvases have: another monitor may want another one. */
  function fit() {
    width = surface.clientWidth;
    pixelRatio = devicePixelRatio;
    locate();
    for (const canvas of [parts.data, parts.overlay]) {
      canvas.width = Math.round(canvas.clientWidth * pixelRatio);
      canvas.height = Math.round(canvas.clientHeight * pixelRatio);
    }
    palette = readPalette(surface, data);
    isDataDirty = true;
    cancelAnimationFrame(frame);
    draw(); // at once: a canvas that was resized is empty
  }
  const sizes = new ResizeObserver(fit);
  sizes.observe(surface);
  surface.addEventListener("pointerenter", locate);
  surface.addEventListener("pointerdown", locate, { capture: true });
  const onTheme = () => {
    palette = readPalette(surface, data);
    scheduleData();
  };
  const ends = [
    view.subscribe(onView),
    days.subscribe(scheduleData),
    player.subscribe(onPlayer),
    selection.subscribe(schedule),
    hover.subscribe(schedule),
    watchTheme(onTheme),
    watchRatio(fit),
    () => sizes.disconnect(),
    () => surface.removeEventListener("pointerenter", locate),
    () => surface.removeEventListener("pointerdown", locate, { capture: true }),
    () => cancelAnimationFrame(frame),
    () => ruler.destroy(),
  ];
  days.want(view.get());
  return {
    surface,
    hover,
    width: () => width,
    xOf: (clientX) => clientX - left,
    msAt: (x) => msAt(view.get(), width, x),
    pxOf: (atMs) => pxOf(view.get(), width, atMs),
    bins: () => bins,
    destroy: () => ends.forEach((end) => end()),
  };
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  return context;
}

function watchRatio(changed: () => void): () => void {
  let ratio: MediaQueryList | null = null;
  const listen = () => {
    ratio?.removeEventListener("change", listen);
    if (ratio) changed();
    ratio = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    ratio.addEventListener("change", listen);
  };
  listen();
  return () => ratio?.removeEventListener("change", listen);
}

const THEME_QUERIES = [
  "(forced-colors: active)",
  "(prefers-color-scheme: light)",
  "(prefers-contrast: more)",
];

function watchTheme(changed: () => void): () => void {
  const chosen = new MutationObserver(changed);
  chosen.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  const queries = THEME_QUERIES.map((query) => matchMedia(query));
  for (const query of queries) query.addEventListener("change", changed);
  return () => {
    chosen.disconnect();
    for (const query of queries) query.removeEventListener("change", changed);
  };
}
