import type { Ref } from "react";

import { useStore } from "../app/useStore";
import { DayBar, Timeline } from "../timeline";
import { useWords } from "../words";
import { ControlBar } from "./ControlBar";
import { Overlays } from "./Overlays";
import { useRoom } from "./room";
import styles from "./RoomLayout.module.css";
import { Saying } from "./Saying";
import { SidePanel } from "./SidePanel";

interface RoomLayoutProps {
  stageRef: Ref<HTMLDivElement>;
  /** Its name. */
  camera: string;
  isReady: boolean;
}

/** The stage is there from the first: what works with it is made when it is. */
export function RoomLayout({ stageRef, camera, isReady }: RoomLayoutProps) {
  const words = useWords().watch;
  return (
    <div className={styles["room"]}>
      <div className={styles["picture"]}>
        <div
          ref={stageRef}
          className={styles["stage"]}
          data-stage=""
          role="group"
          aria-label={words.picture(camera)}
          tabIndex={-1}
        />
        {isReady && <Pressed />}
        {isReady && <Saying />}
      </div>
      <div className={styles["below"]}>{isReady && <Below />}</div>
      {isReady && <Beside />}
      {isReady && <Overlays />}
    </div>
  );
}

/** Over the pictures, so that a press on them is a press on the pause. */
function Pressed() {
  const { run, stage } = useRoom();
  return (
    <div
      className={styles["pressed"]}
      data-picture
      onClick={() => {
        stage.focus();
        run("toggle");
      }}
      onDoubleClick={() => run("fullScreen")}
    />
  );
}

function Below() {
  return (
    <>
      <ControlBar />
      <Timeline />
      <DayBar />
    </>
  );
}

function Beside() {
  const { side } = useRoom();
  const shown = useStore(side);
  return shown && <SidePanel key={shown} shown={shown} />;
}
