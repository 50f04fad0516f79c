// What the server tells besides, when it cuts no clip: what there is instead. Pure.

export interface Nearest {
  beforeMs: number | null;
  afterMs: number | null;
}

export interface Part {
  startMs: number;
  endMs: number;
  /** "1920×1080"; empty when it is not told. */
  picture: string;
}

/** Of a 409 `no_recording`: where recording ends before, and begins after. */
export function nearestOf(body: unknown): Nearest {
  const nearest = fieldOf(body, "nearest");
  return { beforeMs: momentOf(nearest, "before"), afterMs: momentOf(nearest, "after") };
}

/** Of a 409 `parts_differ`: what can be cut one by one. */
export function partsOf(body: unknown): Part[] {
  const told = fieldOf(body, "parts");
  if (!Array.isArray(told)) return [];
  return told.flatMap((part: unknown) => {
    const startMs = momentOf(part, "start_time");
    const endMs = momentOf(part, "end_time");
    if (startMs === null || endMs === null) return [];
    const [width, height] = [fieldOf(part, "width"), fieldOf(part, "height")];
    const isSize = typeof width === "number" && typeof height === "number";
    return [{ startMs, endMs, picture: isSize ? `${width}×${height}` : "" }];
  });
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

function momentOf(value: unknown, name: string): number | null {
  const text = fieldOf(value, name);
  const ms = typeof text === "string" ? Date.parse(text) : NaN;
  return Number.isNaN(ms) ? null : ms;
}
