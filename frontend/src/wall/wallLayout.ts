// Where each camera's tile stands. Pure. The tiles keep their order in the page, whatever is shown
// large: a video that is moved there would go black.

export type LayoutKind = "main" | "equal";

export interface Place {
  row: number;
  column: number;
  rows: number;
  columns: number;
}

export interface WallLayout {
  /** As CSS writes the widths of columns. */
  columns: string;
  rows: number;
  places: Place[];
}

/** `isNarrow`: a phone held upright, where the others stand below the main one. */
export function layoutOf(
  count: number,
  main: number,
  kind: LayoutKind,
  isNarrow: boolean,
): WallLayout {
  if (kind === "equal") return equal(count, isNarrow);
  return isNarrow ? mainAbove(count, main) : mainBeside(count, main);
}

function equal(count: number, isNarrow: boolean): WallLayout {
  const across = isNarrow ? (count > 3 ? 2 : 1) : Math.ceil(Math.sqrt(count));
  const places = Array.from({ length: count }, (_, at) => single(at, across));
  return { columns: `repeat(${across}, minmax(0, 1fr))`, rows: Math.ceil(count / across), places };
}

/** The others in one column, or in two when there are many. */
function mainBeside(count: number, main: number): WallLayout {
  const others = count - 1;
  const across = others > 4 ? 2 : 1;
  const rows = Math.max(Math.ceil(others / across), 2);
  const places = placed(count, main, { row: 1, column: 1, rows, columns: 1 }, (nth) => {
    const place = single(nth, across);
    return { ...place, column: place.column + 1 };
  });
  const widths =
    across === 1 ? "minmax(0, 3fr) minmax(0, 1fr)" : "minmax(0, 5fr) repeat(2, minmax(0, 2fr))";
  return { columns: widths, rows, places };
}

const MAIN_ROWS = 2;

function mainAbove(count: number, main: number): WallLayout {
  const across = count > 2 ? 2 : 1;
  const large = { row: 1, column: 1, rows: MAIN_ROWS, columns: across };
  const places = placed(count, main, large, (nth) => {
    const place = single(nth, across);
    return { ...place, row: place.row + MAIN_ROWS };
  });
  const rows = MAIN_ROWS + Math.ceil((count - 1) / across);
  return { columns: `repeat(${across}, minmax(0, 1fr))`, rows, places };
}

/** `other` places the n-th of those that are not the main one. */
function placed(count: number, main: number, large: Place, other: (nth: number) => Place): Place[] {
  return Array.from({ length: count }, (_, at) =>
    at === main ? large : other(at > main ? at - 1 : at),
  );
}

function single(nth: number, across: number): Place {
  return { row: Math.floor(nth / across) + 1, column: (nth % across) + 1, rows: 1, columns: 1 };
}

export function areaOf({ row, column, rows, columns }: Place): string {
  return `${row} / ${column} / span ${rows} / span ${columns}`;
}
