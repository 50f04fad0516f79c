// What the browser's address says is shown, and the address of what is to be shown. Pure.

/** A stretch that is being chosen; milliseconds since the epoch. */
export interface Selection {
  inMs: number | null;
  outMs: number | null;
}

export interface CameraAddress {
  page: "camera";
  camera: number;
  /** Null: live. */
  atMs: number | null;
  /** The length that the timeline shows; null: as it comes. */
  zoomMs: number | null;
  selection: Selection;
}

export interface WallAddress {
  page: "wall";
  /** 2 to 9; the first is the main one. */
  cameras: readonly number[];
  atMs: number | null;
}

export type Address =
  | { page: "grid" }
  | CameraAddress
  | WallAddress
  | { page: "clips" }
  | { page: "sign-in"; next: string }
  | { page: "missing" };

export const NOTHING_SELECTED: Selection = { inMs: null, outMs: null };
export const MOST_ON_WALL = 9;

export function cameraAddress(camera: number, atMs: number | null = null): CameraAddress {
  return { page: "camera", camera, atMs, zoomMs: null, selection: NOTHING_SELECTED };
}

/** `hash` is read for the links of earlier releases alone (#at=2026-11-20T15:00:00Z). */
export function parseAddress(pathname: string, search: string, hash = ""): Address {
  const parts = pathname.split("/").filter(Boolean);
  const query = new URLSearchParams(search);
  const old = new URLSearchParams(hash.replace(/^#/, "").replaceAll("+", "%2B"));
  if (parts[0] === "playback") parts.shift();
  if (parts.length === 0) return { page: "grid" };
  const [first = "", second = ""] = parts;
  if (parts.length === 2 && first === "cameras" && isId(second)) {
    return {
      page: "camera",
      camera: Number(second),
      atMs: momentOf(query.get("at") ?? old.get("at")),
      zoomMs: lengthOf(query.get("zoom")),
      selection: selectionOf(momentOf(query.get("in")), momentOf(query.get("out"))),
    };
  }
  if (parts.length > 1) return { page: "missing" };
  return singlePage(first, query);
}

function singlePage(name: string, query: URLSearchParams): Address {
  if (name === "clips") return { page: "clips" };
  if (name === "sign-in") return { page: "sign-in", next: ownPath(query.get("next")) };
  if (name !== "wall") return { page: "missing" };
  const ids = (query.get("cameras") ?? "").split(",").filter(isId).map(Number);
  const cameras = [...new Set(ids)].slice(0, MOST_ON_WALL);
  if (cameras.length < 2) return { page: "missing" };
  return { page: "wall", cameras, atMs: momentOf(query.get("at")) };
}

export function pathOf(address: Address): string {
  switch (address.page) {
    case "grid":
    case "missing":
      return "/";
    case "clips":
      return "/clips/";
    case "sign-in":
      return address.next === "/"
        ? "/sign-in/"
        : `/sign-in/?next=${encodeURIComponent(address.next)}`;
    case "wall":
      return `/wall/?cameras=${address.cameras.join(",")}${asked({ at: written(address.atMs) }, "&")}`;
    case "camera": {
      const { inMs, outMs } = address.selection;
      const query = {
        at: written(address.atMs),
        zoom: address.zoomMs === null ? null : String(Math.round(address.zoomMs / 1000)),
        in: written(inMs),
        out: written(outMs),
      };
      return `/cameras/${address.camera}/${asked(query, "?")}`;
    }
  }
}

function asked(query: Record<string, string | null>, before: string): string {
  const given = Object.entries(query).filter(([, value]) => value !== null);
  const text = given.map((pair) => pair.join("=")).join("&");
  return text && before + text;
}

function isId(text: string): boolean {
  return /^[1-9]\d{0,15}$/.test(text);
}

function written(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

function momentOf(text: string | null): number | null {
  if (!text || !/^\d{4}-\d\d-\d\dT/.test(text)) return null;
  const ms = Date.parse(text.replace(" ", "+"));
  return Number.isNaN(ms) ? null : ms;
}

/** An end that lies before the start is none. */
function selectionOf(inMs: number | null, outMs: number | null): Selection {
  return { inMs, outMs: inMs !== null && outMs !== null && outMs <= inMs ? null : outMs };
}

/** Seconds in the address. */
function lengthOf(text: string | null): number | null {
  return text && /^\d{1,8}$/.test(text) && Number(text) > 0 ? Number(text) * 1000 : null;
}

/** A path of this site: never another site's, also as browsers read it, who leave out tabs. */
function ownPath(text: string | null): string {
  return text && /^\/(?![/\\])\P{Cc}*$/u.test(text) ? text : "/";
}
