// Looks each second at the clips that are being made, while there are any, wherever the person has
// gone meanwhile; says when one that they asked for here is done.

import { api, call, isSignedOut } from "../api/client";
import type { Clip } from "../api/types";
import { createStore } from "../app/store";
import { say } from "../ui/toasts";
import { currentWords } from "../words";
import { putClip, refreshClips } from "./clipLists";
import { isUnderWay, LOOK_EACH_MS, newsOf, nextLookMs, type News } from "./clipStatus";
import { download, downloadPath } from "./clipFiles";

interface Followed {
  before: Clip | undefined;
  /** Whether it was asked for here. */
  isAsked: boolean;
}

const MOST_AT_ONCE = 6;
const followed = new Map<number, Followed>();
let timer: ReturnType<typeof setTimeout> | undefined;
let failures = 0;

/** The clips that were asked for since the page was opened. */
export const askedHere = createStore<ReadonlySet<number>>(new Set());

export function noteAsked(id: number): void {
  askedHere.set(new Set([...askedHere.get(), id]));
}

/** `known`: as it was seen last. */
export function follow(known: Clip | { id: number }, isAsked: boolean): void {
  const before = "name" in known ? known : undefined;
  const now = followed.get(known.id);
  if (now && (now.isAsked || !isAsked)) return;
  followed.set(known.id, { before: before ?? now?.before, isAsked });
  timer ??= setTimeout(() => void look(), LOOK_EACH_MS / 4);
}

async function look(): Promise<void> {
  if (!isSignedOut.get()) {
    const looks = [...followed.keys()].slice(0, MOST_AT_ONCE).map(lookAt);
    const isAnswered = (await Promise.all(looks)).some(Boolean);
    failures = isAnswered ? 0 : failures + 1;
  }
  timer = followed.size ? setTimeout(() => void look(), nextLookMs(failures)) : undefined;
}

/** Whether the server answered. */
async function lookAt(id: number): Promise<boolean> {
  const answer = await call(
    api.GET("/api/clips/{clip_id}/", { params: { path: { clip_id: id } } }),
  );
  if (answer.kind === "success") {
    await note(answer.data);
    return true;
  }
  const isGone = answer.kind === "error" && answer.status === 404;
  if (isGone) followed.delete(id);
  return isGone;
}

async function note(clip: Clip): Promise<void> {
  const was = followed.get(clip.id);
  const isAsked = was?.isAsked ?? false;
  followed.delete(clip.id); // behind those that wait for their turn
  if (isUnderWay(clip)) followed.set(clip.id, { before: clip, isAsked });
  putClip(clip);
  const news = newsOf(was?.before, clip);
  if (news && isAsked) tell(news, clip);
  if (was && !was.before) await refreshClips(); // no list has it yet
}

function tell(news: News, clip: Clip): void {
  const words = currentWords().clips;
  const isMarked = news === "marked" || news === "marked_failed";
  if (news === "failed" || news === "marked_failed") {
    const text = isMarked ? words.markedFailedToast(clip.name) : words.failedToast(clip.name);
    say(text, { tone: "bad" });
    return;
  }
  const run = () => download(downloadPath(clip.id, isMarked ? "marked" : "file"));
  const text = isMarked ? words.markedToast(clip.name) : words.readyToast(clip.name);
  say(text, { action: { label: words.download, run } });
}
