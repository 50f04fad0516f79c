import type { MouseEvent } from "react";

import { useStorePart } from "../app/useStore";
import { Button } from "../ui/Button";
import { closePopover, Popover } from "../ui/Popover";
import { useWords } from "../words";
import bar from "./ControlBar.module.css";
import styles from "./Menu.module.css";
import { useRoom } from "./room";
import { rateText, SPEEDS } from "./speeds";

const FORWARD = SPEEDS.filter((speed) => speed > 0);
const REVERSE = SPEEDS.filter((speed) => speed < 0).toReversed();

export function SpeedMenu() {
  const { watch, stage } = useRoom();
  const words = useWords();
  const { language } = words.common;
  const rate = useStorePart(watch.player, (told) => told.rate);
  const choose = (speed: number, event: MouseEvent<HTMLButtonElement>) => {
    watch.player.setRate(speed);
    if (speed < 0) watch.player.play();
    closePopover(event);
    stage.focus();
  };
  return (
    <Popover
      label={words.watch.speed}
      button={(invoker) => (
        <Button
          {...invoker}
          look="quiet"
          className={bar["speed"]}
          data-rate={rate}
          aria-label={`${words.watch.speed}: ${rateText(rate, language)}`}
          title={words.watch.speed}
        >
          {rateText(rate, language)}
        </Button>
      )}
    >
      {() => (
        <div className={styles["columns"]}>
          {[
            { title: words.watch.speedForward, speeds: FORWARD },
            { title: words.watch.speedReverse, speeds: REVERSE },
          ].map(({ title, speeds }) => (
            <div key={title} role="group" aria-label={title} className={styles["column"]}>
              <p aria-hidden>{title}</p>
              {speeds.map((speed) => (
                <Button
                  key={speed}
                  look="quiet"
                  aria-pressed={speed === rate}
                  onClick={(event) => choose(speed, event)}
                >
                  {rateText(speed, language)}
                </Button>
              ))}
            </div>
          ))}
        </div>
      )}
    </Popover>
  );
}
