import { useStore, useStorePart } from "../app/useStore";
import { Button } from "../ui/Button";
import { useWords } from "../words";
import { useKeysOf } from "./CommandButton";
import styles from "./ControlBar.module.css";
import { keysPreference, useRoom } from "./room";
import { Tools } from "./Tools";
import { Transport } from "./Transport";
import { WallClock } from "./WallClock";

/** Of small parts, each of which hears of its own: playing draws the clock alone. */
export function ControlBar() {
  const words = useWords().watch;
  return (
    <div className={styles["bar"]} role="group" aria-label={words.controls}>
      <div className={styles["when"]}>
        <LiveButton />
        <WallClock />
        <KeysOff />
      </div>
      <Transport />
      <Tools />
    </div>
  );
}

/** One button of one width: it says whether this is live, and leads there. */
function LiveButton() {
  const { run, watch } = useRoom();
  const words = useWords().watch;
  const keys = useKeysOf("live");
  const isLive = useStorePart(watch.player, (told) => told.isLive && !told.isPaused);
  const label = words.commands.live;
  return (
    <Button
      className={styles["live"]}
      data-live={isLive}
      aria-pressed={isLive}
      title={keys ? `${label} (${keys})` : label}
      onClick={() => run("live")}
    >
      <span className={styles["dot"]} aria-hidden />
      {isLive ? words.liveMark : label}
    </Button>
  );
}

/** A person who finds no key working sees why. */
function KeysOff() {
  const words = useWords().watch;
  if (useStore(keysPreference) === "on") return null;
  return (
    <Button
      className={styles["keysOff"]}
      title={words.switchKeysOn}
      onClick={() => keysPreference.set("on")}
    >
      {words.keysAreOff}
    </Button>
  );
}
