// Keeping a day from the nightly run, and taking that back.

import { api, call } from "../api/client";
import { say } from "../ui/toasts";
import { currentWords } from "../words";
import { refreshExpiries } from "./alertQueries";
import { rangeToKeep, type ExpiringDay } from "./night";

export async function keepDay(day: ExpiringDay, zone: string): Promise<void> {
  const { alerts: words, common } = currentWords();
  const body = { camera: day.camera, ...rangeToKeep(day), reason: words.keepReason };
  const answer = await call(api.POST("/api/holds/", { body }));
  if (answer.kind === "success") {
    const { id, until } = answer.data;
    const run = () => void releaseDay(day, id);
    const action = { label: common.undo, run };
    say(words.keptUntil(day.camera_name, Date.parse(until), zone), { action });
    await refreshExpiries();
  } else if (answer.kind === "error") {
    say(words.notKept(answer.detail), { tone: "bad" });
  }
}

export async function releaseDay(day: ExpiringDay, hold: number): Promise<void> {
  const words = currentWords().alerts;
  const params = { path: { hold_id: hold } };
  const answer = await call(api.DELETE("/api/holds/{hold_id}/", { params }));
  if (answer.kind === "success") {
    say(words.released(day.camera_name));
    await refreshExpiries();
  } else if (answer.kind === "error") {
    say(words.notReleased(answer.detail), { tone: "bad" });
  }
}
