// The timeline's colours as the style sheet gives them (Track.module.css), and its hatchings.

import type { GapLook } from "./lanes";

const NAMES = [
  "ground",
  "recorded",
  "gap",
  "unknown",
  "future",
  "hatch",
  "hatch-quiet",
  "line",
  "text",
  "quiet",
  "plate",
  "watched",
  "on-plate",
  "clip",
  "hold",
  "buffer",
  "head",
  "selection",
  "now",
  "hover",
] as const;

type ColourName = (typeof NAMES)[number];

export interface Palette {
  colours: Record<ColourName, string>;
  font: string;
  hatches: Record<GapLook, CanvasPattern | null>;
}

/** Read anew when the theme changes: a canvas keeps what it was told. */
export function readPalette(element: Element, context: CanvasRenderingContext2D): Palette {
  const style = getComputedStyle(element);
  const entries = NAMES.map((name) => [name, style.getPropertyValue(`--tl-${name}`).trim()]);
  const colours = Object.fromEntries(entries) as Record<ColourName, string>;
  const hatch = (colour: string, draw: Drawing) => hatching(context, colour, draw);
  return {
    colours,
    font: style.fontFamily,
    hatches: {
      fault: hatch(colours.hatch, diagonals),
      off: hatch(colours["hatch-quiet"], dots),
      gone: hatch(colours["hatch-quiet"], crosses),
      none: null,
    },
  };
}

type Drawing = (context: CanvasRenderingContext2D, side: number) => void;

const SIDE = 8;

function hatching(
  target: CanvasRenderingContext2D,
  colour: string,
  draw: Drawing,
): CanvasPattern | null {
  const tile = document.createElement("canvas");
  const scale = window.devicePixelRatio;
  tile.width = tile.height = Math.round(SIDE * scale);
  const context = tile.getContext("2d");
  if (!context) return null;
  context.scale(tile.width / SIDE, tile.height / SIDE);
  context.strokeStyle = context.fillStyle = colour;
  draw(context, SIDE);
  const pattern = target.createPattern(tile, "repeat");
  pattern?.setTransform(new DOMMatrix().scale(SIDE / tile.width));
  return pattern;
}

function diagonals(context: CanvasRenderingContext2D, side: number) {
  context.lineWidth = 1.5;
  context.beginPath();
  for (const from of [-side, 0, side]) {
    context.moveTo(from - 1, side + 1);
    context.lineTo(from + side + 1, -1);
  }
  context.stroke();
}

function dots(context: CanvasRenderingContext2D, side: number) {
  for (const [x, y] of [
    [1, 1],
    [side / 2 + 1, side / 2 + 1],
  ] as const) {
    context.fillRect(x, y, 1.5, 1.5);
  }
}

function crosses(context: CanvasRenderingContext2D, side: number) {
  context.lineWidth = 0.75;
  context.beginPath();
  context.moveTo(0, side);
  context.lineTo(side, 0);
  context.moveTo(0, 0);
  context.lineTo(side, side);
  context.stroke();
}
