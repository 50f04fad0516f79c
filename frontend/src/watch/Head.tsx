import { Link as LinkIcon } from "lucide-react";

import { pathOf } from "../app/address";
import { stateShown } from "../grid/states";
import { IconButton } from "../ui/Button";
import { say } from "../ui/toasts";
import { currentWords, useWords } from "../words";
import styles from "./Head.module.css";
import { wholeMs } from "./moves";
import { useRoom, type RoomInUse } from "./room";
import { Swap } from "./Swap";
import { useCameraState } from "./useCamera";

export function Head({ city }: { city: string }) {
  const room = useRoom();
  const words = useWords().watch;
  return (
    <>
      <State />
      <span className={styles["city"]}>{city}</span>
      <span className={styles["space"]} />
      <Swap />
      <IconButton icon={LinkIcon} label={words.copyLink} onClick={() => void copyLink(room)} />
    </>
  );
}

function State() {
  const { camera } = useRoom().watch;
  const words = useWords().grid;
  const doing = useCameraState(camera) ?? camera;
  const { word, tone } = stateShown(doing);
  return (
    <span className={styles["state"]} data-tone={tone}>
      <span className={styles["dot"]} aria-hidden />
      {words.states[word]}
    </span>
  );
}

/** Also of what is live: who gets the link sees what was seen, not what is there later. */
async function copyLink({ link, watch }: RoomInUse): Promise<void> {
  const { wallMs } = watch.player.get();
  const text =
    location.origin + pathOf({ ...link(), atMs: wallMs === null ? null : wholeMs(wallMs) });
  const words = currentWords().watch;
  try {
    await navigator.clipboard.writeText(text);
    say(words.linkCopied);
  } catch {
    say(words.linkNotCopied(text)); // no clipboard without HTTPS
  }
}
