// How many tiles are shown, how large, and where the keys lead between them. Pure.

export type Layout = "auto" | "1" | "4" | "9" | "16" | "25";
export const LAYOUTS: readonly Layout[] = ["auto", "1", "4", "9", "16", "25"];

/** Below the picture: the name and the state; higher where a finger presses in it. */
export const CAPTION_PX = { fine: 32, coarse: 44 };
export const BETWEEN_PX = 8;
const PHONE_PX = 600;
const TWO_COLUMNS_PX = 420;
const USUAL_PX = 320;
/** Of a page that scrolls: more would ask for more pictures than anybody looks at. */
const MOST_A_PAGE = 60;

export interface Arrangement {
  columns: number;
  perPage: number;
  /** Whole pixels. */
  tilePx: number;
}

/** `width` and `height` in CSS pixels: the room that there is for the tiles. */
export function arrange(
  layout: Layout,
  width: number,
  height: number,
  captionPx = CAPTION_PX.fine,
): Arrangement {
  if (width < PHONE_PX) return onPhone(layout, width);
  if (layout === "auto") return byWidth(width);
  const perPage = Number(layout);
  const side = Math.sqrt(perPage);
  const wide = (width - BETWEEN_PX * (side - 1)) / side;
  const tall = (height - BETWEEN_PX * (side - 1)) / side - captionPx;
  const least = Math.min(wide, 160);
  const tilePx = Math.floor(Math.max(least, Math.min(wide, (tall * 16) / 9)));
  return { columns: side, perPage, tilePx };
}

/** As wide as the usual at least: what does not fit is scrolled to. */
function byWidth(width: number): Arrangement {
  const columns = Math.max(1, Math.floor((width + BETWEEN_PX) / (USUAL_PX + BETWEEN_PX)));
  return { columns, perPage: MOST_A_PAGE, tilePx: tileOf(width, columns) };
}

function onPhone(layout: Layout, width: number): Arrangement {
  const isWide = width >= TWO_COLUMNS_PX;
  const columns = layout === "1" || (layout === "auto" && !isWide) ? 1 : 2;
  return {
    columns,
    perPage: layout === "auto" ? MOST_A_PAGE : Number(layout),
    tilePx: tileOf(width, columns),
  };
}

function tileOf(width: number, columns: number): number {
  return Math.floor((width - BETWEEN_PX * (columns - 1)) / columns);
}

export interface PageShown {
  /** From 0. */
  page: number;
  pages: number;
  /** Half-open, of the list. */
  from: number;
  to: number;
}

/** The page, or the nearest that there is. */
export function pageOf(total: number, perPage: number, wanted: number): PageShown {
  const pages = Math.max(1, Math.ceil(total / perPage));
  const page = Math.min(Math.max(0, wanted), pages - 1);
  const from = page * perPage;
  return { page, pages, from, to: Math.min(from + perPage, total) };
}

export type Move = { kind: "tile"; index: number } | { kind: "page"; by: -1 | 1 };

/** Where a key leads from a tile of a page of `count`; null: the key means nothing here. */
export function moveOf(key: string, index: number, count: number, columns: number): Move | null {
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    Home: -index,
    End: count - 1 - index,
  };
  if (key === "PageUp") return { kind: "page", by: -1 };
  if (key === "PageDown") return { kind: "page", by: 1 };
  const step = steps[key];
  if (step === undefined) return null;
  const to = index + step;
  return { kind: "tile", index: to >= 0 && to < count ? to : index };
}

/** The rows of a page, for those who hear the grid read aloud. */
export function rowsOf<T>(tiles: readonly T[], columns: number): T[][] {
  const rows: T[][] = [];
  for (let at = 0; at < tiles.length; at += columns) rows.push(tiles.slice(at, at + columns));
  return rows;
}

/** Of the widths that the server draws, the least that looks sharp. */
export function pictureWidth(tilePx: number, pixelRatio: number): number {
  const wanted = tilePx * Math.min(pixelRatio, 2);
  return [160, 320, 640, 1280].find((width) => width >= wanted * 0.8) ?? 1280;
}
