import { Pause, Play, SkipBack, SkipForward, StepBack, StepForward } from "lucide-react";

import { useStorePart } from "../app/useStore";
import { Button, IconButton } from "../ui/Button";
import { useWords } from "../words";
import { CommandButton, useKeysOf } from "./CommandButton";
import { moveBy } from "./commands";
import styles from "./ControlBar.module.css";
import { useRoom } from "./room";
import { SpeedMenu } from "./SpeedMenu";

const BACK_MS = -10_000;

export function Transport() {
  const room = useRoom();
  const words = useWords().watch;
  return (
    <div className={styles["transport"]} role="group" aria-label={words.playback}>
      <CommandButton command="previousPlate" icon={SkipBack} />
      <Button
        look="quiet"
        className={styles["short"]}
        aria-label={words.back10}
        title={words.back10}
        onClick={() => moveBy(room, BACK_MS)}
      >
        {words.back10Short}
      </Button>
      <CommandButton command="frameBack" icon={StepBack} />
      <PlayButton />
      <CommandButton command="frameForward" icon={StepForward} />
      <CommandButton command="nextPlate" icon={SkipForward} />
      <SpeedMenu />
    </div>
  );
}

function PlayButton() {
  const { run, watch } = useRoom();
  const words = useWords().watch;
  const keys = useKeysOf("toggle");
  const isPaused = useStorePart(watch.player, (told) => told.isPaused);
  return (
    <IconButton
      icon={isPaused ? Play : Pause}
      label={isPaused ? words.play : words.pause}
      {...(keys && { keys })}
      className={styles["play"]}
      data-toggle=""
      onClick={() => run("toggle")}
    />
  );
}
