import { Volume2, VolumeX } from "lucide-react";

import { useStorePart } from "../app/useStore";
import { IconButton } from "../ui/Button";
import { Popover } from "../ui/Popover";
import { useWords } from "../words";
import { useKeysOf } from "./CommandButton";
import styles from "./Menu.module.css";
import { useRoom } from "./room";

export function SoundMenu() {
  const { watch, run } = useRoom();
  const { player } = watch;
  const words = useWords().watch;
  const keys = useKeysOf("mute");
  const isMuted = useStorePart(player, (told) => told.isMuted);
  const volume = useStorePart(player, (told) => told.volume);
  const hasSound = useStorePart(player, (told) => told.hasSound);
  const icon = isMuted ? VolumeX : Volume2;
  return (
    <Popover
      label={words.volume}
      button={(invoker) => <IconButton {...invoker} icon={icon} label={words.volume} />}
    >
      {() => (
        <>
          <div className={styles["sound"]}>
            <IconButton
              icon={icon}
              label={isMuted ? words.unmute : words.mute}
              {...(keys && { keys })}
              onClick={() => run("mute")}
            />
            <input
              type="range"
              aria-label={words.volume}
              min={0}
              max={1}
              step={0.05}
              value={isMuted ? 0 : volume}
              onChange={(event) => {
                const wanted = event.currentTarget.valueAsNumber;
                // At nothing it is muted: unmuted, it is as loud as before.
                if (wanted > 0) player.setVolume(wanted);
                player.setMuted(wanted === 0);
              }}
            />
          </div>
          {!hasSound && <small>{words.noSound}</small>}
        </>
      )}
    </Popover>
  );
}
