// The recorded moments around one of which nothing is recorded, as the server knows them: a window
// shows an hour on either side only.

import type { Stretch } from "./controls";
import { refusalOf } from "./faults";
import { loopAfterGap } from "./playerState";
import type { Telling } from "./telling";

const LOOKED_AT_MS = 1000;

/** Answers what is left of the loop that begins there, when something of it is recorded. */
export async function tellNearest(
  telling: Telling,
  camera: number,
  atMs: number,
  signal: AbortSignal,
): Promise<Stretch | null> {
  if (!loopAfterGap(telling.now)) await askNearest(telling, camera, atMs, signal);
  return loopAfterGap(telling.now);
}

async function askNearest(
  telling: Telling,
  camera: number,
  atMs: number,
  signal: AbortSignal,
): Promise<void> {
  const { beforeMs, afterMs } = telling.now.nearest;
  if (beforeMs !== null && afterMs !== null) return;
  const [start = "", end = ""] = [atMs, atMs + LOOKED_AT_MS].map((ms) =>
    encodeURIComponent(new Date(ms).toISOString()),
  );
  const url = `/api/playback/cameras/${camera}/index.m3u8?start=${start}&end=${end}`;
  try {
    const answer = await fetch(url, { signal });
    if (answer.ok) return;
    const { nearest } = refusalOf(answer.status, await answer.text());
    if (!nearest || telling.now.failure !== "gap" || telling.now.wantedMs !== atMs) return;
    telling.hear({ kind: "failed", failure: "gap", nearest });
  } catch {
    // What the window told is told already.
  }
}
