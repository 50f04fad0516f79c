import { say } from "../ui/toasts";
import { currentWords } from "../words";
import { fileStem } from "./clock";
import { wholeMs } from "./moves";
import type { Watch } from "./watch";

/** Saves the frame on the screen, in the video's own size, as a file of that frame's moment. */
export async function saveSnapshot({ player, camera, zone }: Watch): Promise<void> {
  const captured = await player.capture();
  const words = currentWords().watch;
  if (!captured) {
    say(words.snapshotNone, { tone: "bad" });
    return;
  }
  const name = `${fileStem(camera.name, wholeMs(captured.wallMs), zone)}.png`;
  saveAs(captured.picture, name);
  say(words.snapshotSaved(name));
}

/** Long enough for any browser to have begun reading it. */
const READ_WITHIN_MS = 60_000;

function saveAs(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), READ_WITHIN_MS);
}
