// What a person does to clips. Each tells its answer; lists follow by themselves.

import type { Answer, ApiError } from "../api/answer";
import { api, call } from "../api/client";
import { refreshMe } from "../session/session";
import type { Clip } from "../api/types";
import type { Stretch } from "../player";
import { say } from "../ui/toasts";
import { currentWords } from "../words";
import { follow, noteAsked } from "./following";
import { dropClip, putClip, refreshClips } from "./clipLists";

export interface Cut {
  camera: number;
  name: string;
  range: Stretch;
  mode: Clip["mode"];
}

function at(clip: { id: number }) {
  return { params: { path: { clip_id: clip.id } } };
}

/** Null when it was asked for; else why it was not. */
export async function cutClip({ camera, name, range, mode }: Cut): Promise<ApiError | null> {
  const start_time = new Date(range.startMs).toISOString();
  const end_time = new Date(range.endMs).toISOString();
  const body = { camera, name: name.trim(), start_time, end_time, mode };
  const answer = await call(api.POST("/api/clips/", { body }));
  if (answer.kind === "error") return answer;
  if (answer.kind === "success") {
    noteAsked(answer.data.id);
    follow(answer.data, true);
    void refreshClips();
  }
  return null;
}

export async function cancelClip(clip: Clip): Promise<void> {
  put(await call(api.POST("/api/clips/{clip_id}/cancel/", at(clip))));
}

export async function retryClip(clip: Clip): Promise<void> {
  const answer = await call(api.POST("/api/clips/{clip_id}/retry/", at(clip)));
  put(answer);
  if (answer.kind === "success") follow(answer.data, true);
}

/** Null when it has that name now. */
export async function renameClip(clip: Clip, name: string): Promise<ApiError | null> {
  const answer = await call(
    api.PATCH("/api/clips/{clip_id}/", { ...at(clip), body: { name: name.trim() } }),
  );
  if (answer.kind === "success") putClip(answer.data);
  return answer.kind === "error" ? answer : null;
}

/** Gone at once; the message about it can bring it back. */
export async function removeClip(clip: Clip): Promise<void> {
  const words = currentWords();
  const undo = await dropClip(clip.id);
  const answer = await call(api.DELETE("/api/clips/{clip_id}/", at(clip)));
  if (answer.kind === "success") {
    const run = () => void restoreClip(clip);
    say(words.clips.removed(clip.name), { action: { label: words.common.undo, run } });
  } else {
    undo();
    sayRefusal(answer);
  }
  await refreshClips();
}

export async function restoreClip(clip: Clip): Promise<void> {
  const answer = await call(api.POST("/api/clips/{clip_id}/restore/", at(clip)));
  if (answer.kind === "success") say(currentWords().clips.restored(clip.name));
  else sayRefusal(answer);
  await refreshClips();
}

export async function makeMarkedCopy(clip: Clip): Promise<void> {
  const answer = await call(api.POST("/api/clips/{clip_id}/marked/", at(clip)));
  put(answer);
  if (answer.kind === "success") follow(answer.data, true);
}

function put(answer: Answer<Clip>): void {
  if (answer.kind === "success") putClip(answer.data);
  else sayRefusal(answer);
}

export function sayRefusal(answer: Answer<unknown>): void {
  if (answer.kind !== "error") return;
  say(answer.detail || currentWords().clips.failedToDo, { tone: "bad" });
  if (answer.status === 403) void refreshMe(); // the person's rights have changed
}
