import {
  Camera,
  CircleQuestionMark,
  Clapperboard,
  Maximize,
  Minimize,
  Scissors,
  X,
} from "lucide-react";
import { useEffect, useState } from "react";

import { useStore } from "../app/useStore";
import { Button, IconButton } from "../ui/Button";
import { useWords } from "../words";
import { CommandButton, useKeysOf } from "./CommandButton";
import { showSide } from "./commands";
import styles from "./ControlBar.module.css";
import { useRoom } from "./room";
import { SettingsMenu } from "./SettingsMenu";
import { SoundMenu } from "./SoundMenu";

export function Tools() {
  const room = useRoom();
  const words = useWords().watch;
  const side = useStore(room.side);
  return (
    <div className={styles["tools"]} role="group" aria-label={words.tools}>
      <Brackets />
      {room.watch.can("cut_clips") && <CreateClip isOpen={side === "clip"} />}
      <IconButton
        icon={Clapperboard}
        label={words.savedClips}
        aria-pressed={side === "saved"}
        onClick={() => showSide(room, "saved")}
      />
      <CommandButton command="snapshot" icon={Camera} />
      <span className={styles["divider"]} aria-hidden />
      <SoundMenu />
      <SettingsMenu />
      <span className={styles["spare"]}>
        <CommandButton command="help" icon={CircleQuestionMark} />
      </span>
      {document.fullscreenEnabled && <FullScreen />}
    </div>
  );
}

/** Start and end of a stretch, as the keys [ and ] set them. */
function Brackets() {
  const { watch, run } = useRoom();
  const words = useWords().watch;
  const { inMs, outMs } = useStore(watch.selection);
  const isEmpty = inMs === null && outMs === null;
  const ends = [
    { command: "markIn", sign: "[", isSet: inMs !== null, keys: useKeysOf("markIn") },
    { command: "markOut", sign: "]", isSet: outMs !== null, keys: useKeysOf("markOut") },
  ] as const;
  return (
    <>
      {ends.map(({ command, sign, isSet, keys }) => (
        <Button
          key={command}
          look="quiet"
          className={styles["bracket"]}
          aria-label={words.commands[command]}
          aria-pressed={isSet}
          title={`${words.commands[command]}${keys && ` (${keys})`}`}
          onClick={() => run(command)}
        >
          {sign}
        </Button>
      ))}
      <IconButton
        icon={X}
        className={styles["spare"]}
        label={words.commands.clearSelection}
        aria-disabled={isEmpty}
        onClick={() => run("clearSelection")}
      />
    </>
  );
}

function CreateClip({ isOpen }: { isOpen: boolean }) {
  const { run } = useRoom();
  const words = useWords().watch.commands;
  const keys = useKeysOf("createClip");
  return (
    <Button
      icon={Scissors}
      className={styles["clip"]}
      aria-label={words.createClip}
      aria-pressed={isOpen}
      title={`${words.createClip}${keys && ` (${keys})`}`}
      onClick={() => run("createClip")}
    >
      <span className={styles["clipName"]}>{words.createClip}</span>
    </Button>
  );
}

function FullScreen() {
  const words = useWords().watch;
  const [isFull, setFull] = useState(() => document.fullscreenElement !== null);
  useEffect(() => {
    const changed = () => setFull(document.fullscreenElement !== null);
    document.addEventListener("fullscreenchange", changed);
    return () => document.removeEventListener("fullscreenchange", changed);
  }, []);
  return (
    <CommandButton
      command="fullScreen"
      icon={isFull ? Minimize : Maximize}
      label={isFull ? words.leaveFullScreen : words.commands.fullScreen}
    />
  );
}
