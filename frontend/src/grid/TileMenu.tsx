import { CalendarClock, CircleStop, Disc, EllipsisVertical, SquareCheck } from "lucide-react";
import { useState } from "react";
import { createPortal } from "react-dom";

import { cameraAddress } from "../app/address";
import { goTo } from "../app/useAddress";
import { useCan } from "../session/session";
import { Button, IconButton } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { closePopover, Popover } from "../ui/Popover";
import { useWords } from "../words";
import { wishRecording } from "./recording";
import styles from "./TileMenu.module.css";
import type { Row } from "./useGrid";

interface TileMenuProps {
  row: Row;
  isSelected: boolean;
  tabIndex: number;
  onSelect: () => void;
}

/** What it opens stands outside of the tile: the tile is named by what is written in it. */
export function TileMenu({ row, isSelected, tabIndex, onSelect }: TileMenuProps) {
  const words = useWords().grid;
  const { camera, shown } = row;
  const can = useCan(camera.city);
  const [isStopping, setStopping] = useState(false);
  const isWanted = !["stopped", "stopping", "inactive"].includes(shown.word);
  const home = document.getElementById("main") ?? document.body;
  const label = words.menu(camera.name);
  const Control = isWanted ? CircleStop : Disc;
  const control = () => {
    if (isWanted) setStopping(true);
    else void wishRecording(camera, true);
  };
  const item = (icon: typeof Control, text: string, act: () => void) => (
    <Button
      look="quiet"
      icon={icon}
      onClick={(event) => {
        closePopover(event);
        act();
      }}
    >
      {text}
    </Button>
  );
  return (
    <>
      <Popover
        label={label}
        home={home}
        button={(invoker) => (
          <IconButton
            icon={EllipsisVertical}
            label={label}
            look="plain"
            tabIndex={tabIndex}
            className={styles["button"]}
            {...invoker}
          />
        )}
      >
        {() => (
          <div className={styles["menu"]}>
            {item(CalendarClock, words.open, () => goTo(cameraAddress(camera.id)))}
            {item(SquareCheck, isSelected ? words.unselect : words.select, onSelect)}
            {can("control_recording") &&
              shown.word !== "inactive" &&
              item(Control, isWanted ? words.stop : words.start, control)}
          </div>
        )}
      </Popover>
      {isStopping &&
        createPortal(<StopDialog camera={camera} onClose={() => setStopping(false)} />, home)}
    </>
  );
}

interface StopDialogProps {
  camera: { id: number; name: string };
  onClose: () => void;
}

function StopDialog({ camera, onClose }: StopDialogProps) {
  const { grid: words, common } = useWords();
  const stop = () => {
    onClose();
    void wishRecording(camera, false);
  };
  return (
    <Dialog title={words.stopTitle(camera.name)} onClose={onClose}>
      <p>{words.stopAbout}</p>
      <div className={styles["choices"]}>
        <Button onClick={onClose}>{common.cancel}</Button>
        <Button look="danger" icon={CircleStop} onClick={stop}>
          {words.stop}
        </Button>
      </div>
    </Dialog>
  );
}
