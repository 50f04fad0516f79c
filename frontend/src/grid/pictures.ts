// The newest picture of each camera that is looked at: asked for again and again, few at once.

import { api, isSignedOut } from "../api/client";
import { createStore, type Store } from "../app/store";
import { PictureQueue, type Outcome } from "./pictureQueue";

export interface Picture {
  /** A blob's; null while there is none. */
  url: string | null;
  /** When the camera saw it; 0 for none. */
  atMs: number;
  /** Nothing is recorded that could be shown. */
  isMissing: boolean;
}

/** Of six places that the server has for drawing, some are left for scrubbing. */
const AT_ONCE = 4;
/** Pictures of pages that were turned are shown at once when they come back. */
const KEPT = 120;
const REVOKE_AFTER_MS = 1_000;
const NO_PICTURE: Picture = { url: null, atMs: 0, isMissing: false };

interface Entry {
  picture: Store<Picture>;
  tag: string;
  width: number;
}

const queue = new PictureQueue(AT_ONCE);
const entries = new Map<number, Entry>();
let timer: ReturnType<typeof setTimeout> | undefined;
let isPaused = false;

export function pictureOf(camera: number): Store<Picture> {
  return entryOf(camera).picture;
}

/** Until the answer is called. A picture that was not wide enough is asked for anew. */
export function wantPicture(camera: number, everyMs: number, width: number): () => void {
  const entry = entryOf(camera);
  if (width > entry.width) entry.tag = "";
  entry.width = width;
  queue.want(camera, everyMs, Date.now());
  work();
  return () => {
    queue.unwant(camera);
    forgetSome();
  };
}

/** While they are not seen nothing is asked for. */
export function pausePictures(pause: boolean): void {
  isPaused = pause;
  work();
}

document.addEventListener("visibilitychange", work);
isSignedOut.subscribe(work);

function entryOf(camera: number): Entry {
  let entry = entries.get(camera);
  if (!entry) {
    entry = { picture: createStore(NO_PICTURE), tag: "", width: 0 };
    entries.set(camera, entry);
  }
  return entry;
}

function work(): void {
  clearTimeout(timer);
  if (isPaused || document.hidden || isSignedOut.get()) return;
  for (let next = queue.take(Date.now()); next !== null; next = queue.take(Date.now())) {
    void ask(next);
  }
  const dueMs = queue.nextDueMs();
  if (dueMs !== null) timer = setTimeout(work, Math.max(50, dueMs - Date.now()));
}

async function ask(camera: number): Promise<void> {
  const { outcome, retryAfterMs } = await fetchPicture(camera, entryOf(camera)).catch(() => ({
    outcome: "failed" as const,
    retryAfterMs: 0,
  }));
  queue.ended(camera, outcome, Date.now(), retryAfterMs);
  work();
}

interface Asked {
  outcome: Outcome;
  retryAfterMs: number;
}

async function fetchPicture(camera: number, entry: Entry): Promise<Asked> {
  const { data, response } = await api.GET("/api/playback/cameras/{camera_id}/frame.jpg/", {
    params: { path: { camera_id: camera }, query: { width: entry.width } },
    headers: entry.tag ? { "If-None-Match": entry.tag } : {},
    parseAs: "blob",
    cache: "no-store",
  });
  const retryAfterMs = Number(response.headers.get("Retry-After") ?? 0) * 1000 || 0;
  if (response.ok && data instanceof Blob) await show(camera, entry, data, response.headers);
  else if (response.status === 401) isSignedOut.set(true);
  else if (response.status === 404 && !entry.picture.get().url) {
    entry.picture.set({ ...NO_PICTURE, isMissing: true });
  }
  return { outcome: outcomeOf(response.status), retryAfterMs };
}

function outcomeOf(status: number): Outcome {
  if (status < 400) return "picture";
  if (status === 429 || status === 503) return "busy";
  return status === 404 ? "none" : "failed";
}

/** The picture before stays until this one is decoded. */
async function show(camera: number, entry: Entry, jpeg: Blob, headers: Headers): Promise<void> {
  const url = URL.createObjectURL(jpeg);
  const image = new Image();
  image.src = url;
  await image.decode().catch(() => undefined); // broken: shown as far as it goes
  if (entries.get(camera) !== entry) {
    URL.revokeObjectURL(url); // forgotten meanwhile
    return;
  }
  const before = entry.picture.get().url;
  entry.tag = headers.get("ETag") ?? "";
  const atMs = Date.parse(headers.get("X-Frame-Time") ?? "") || Date.now();
  entry.picture.set({ url, atMs, isMissing: false });
  if (before) setTimeout(() => URL.revokeObjectURL(before), REVOKE_AFTER_MS);
}

/** The longest known first; what is looked at now is asked for again. */
function forgetSome(): void {
  for (const [camera, entry] of entries) {
    if (entries.size <= KEPT) return;
    if (queue.isWanted(camera)) continue;
    const { url } = entry.picture.get();
    if (url) URL.revokeObjectURL(url);
    entries.delete(camera);
  }
}
