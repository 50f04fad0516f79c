import { api, call } from "../api/client";
import { say } from "../ui/toasts";
import { currentWords } from "../words";
import { refreshStates, showWish } from "./cameraStates";

/** Wants a camera's recording, or wants it no more; what came of it is said. */
export async function wishRecording(
  camera: { id: number; name: string },
  isWanted: boolean,
): Promise<void> {
  const undo = await showWish(camera.id, isWanted);
  const body = { camera_id: camera.id };
  const answer = await call(
    isWanted
      ? api.POST("/api/recording/start/", { body })
      : api.POST("/api/recording/stop/", { body }),
  );
  if (answer.kind !== "success") undo();
  const words = currentWords().grid;
  if (answer.kind === "success") {
    say(isWanted ? words.started(camera.name) : words.stopped(camera.name));
  } else if (answer.kind === "error" && answer.status !== 401) {
    say(answer.detail || words.controlFailed(camera.name), { tone: "bad" });
  }
  await refreshStates();
}
