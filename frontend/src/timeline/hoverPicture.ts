// The picture of the moment that is pointed at: one is asked for at a time, the newest wins.

import { createStore, type Store } from "../app/store";

/** So long the pointer rests before a picture is asked for. */
const REST_MS = 70;
const WIDTH = 160;

export interface HoverPicture {
  /** Where it is found; null for none. */
  url: Store<string | null>;
  /** Null: none, and what is on its way counts for nothing. */
  want(atMs: number | null): void;
}

export function createHoverPicture(camera: number): HoverPicture {
  const url = createStore<string | null>(null);
  let wantedMs: number | null = null;
  let isLoading = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function show(blob: Blob | null) {
    const before = url.get();
    url.set(blob && URL.createObjectURL(blob));
    if (before) URL.revokeObjectURL(before);
  }

  async function load() {
    const atMs = wantedMs;
    if (atMs === null || isLoading) return;
    isLoading = true;
    const blob = await pictureOf(camera, atMs);
    isLoading = false;
    arrived(blob, atMs);
  }

  /** One that is late is better than none while the pointer goes on. */
  function arrived(blob: Blob | null, atMs: number) {
    if (wantedMs === null) return;
    show(blob);
    if (wantedMs !== atMs) void load();
  }

  return {
    url,
    want(atMs) {
      clearTimeout(timer);
      wantedMs = atMs === null ? null : Math.floor(atMs / 1000) * 1000;
      if (wantedMs === null) show(null);
      else timer = setTimeout(() => void load(), REST_MS);
    },
  };
}

async function pictureOf(camera: number, atMs: number): Promise<Blob | null> {
  const query = `at=${new Date(atMs).toISOString()}&width=${WIDTH}`;
  try {
    const answer = await fetch(`/api/playback/cameras/${camera}/frame.jpg?${query}`);
    return answer.ok ? await answer.blob() : null;
  } catch {
    return null; // the label says the time without it
  }
}
