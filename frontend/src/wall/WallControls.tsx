import {
  CalendarClock,
  ChevronLeft,
  ChevronRight,
  LayoutGrid,
  LayoutPanelLeft,
  Maximize,
  Pause,
  Play,
  Radio,
  Volume2,
  VolumeX,
  ZoomIn,
  ZoomOut,
} from "lucide-react";

import { useStore, useStorePart } from "../app/useStore";
import { Button, IconButton } from "../ui/Button";
import { toggleFullScreen } from "../watch/fullScreen";
import { rateText, SPEEDS } from "../watch/speeds";
import { useWords } from "../words";
import { moveBy, zoomBy } from "./keys";
import { layoutKind, useWall } from "./room";
import styles from "./WallControls.module.css";

const FORWARD = SPEEDS.filter((rate) => rate > 0);

export function WallControls() {
  const words = useWords().wall;
  return (
    <div className={styles["controls"]} role="group" aria-label={words.controls}>
      <Transport />
      <span className={styles["space"]} />
      <Tools />
    </div>
  );
}

function Transport() {
  const { wall: words } = useWords();
  const { wall } = useWall();
  const isPaused = useStorePart(wall.face, (face) => face.isPaused);
  const isLive = useStorePart(wall.face, (face) => face.isLive);
  return (
    <>
      <Button onClick={() => moveBy(wall, -10_000)}>{words.back10}</Button>
      <IconButton icon={ChevronLeft} label={words.back1} onClick={() => moveBy(wall, -1_000)} />
      <IconButton
        icon={isPaused ? Play : Pause}
        look="primary"
        label={isPaused ? words.play : words.pause}
        keys={words.space}
        onClick={() => (isPaused ? wall.play() : wall.pause())}
      />
      <IconButton icon={ChevronRight} label={words.forward1} onClick={() => moveBy(wall, 1_000)} />
      <Button onClick={() => moveBy(wall, 10_000)}>{words.forward10}</Button>
      <Rate />
      <Button icon={Radio} aria-pressed={isLive} onClick={() => wall.live()}>
        {words.toLive}
      </Button>
    </>
  );
}

function Rate() {
  const { wall: words, common } = useWords();
  const { wall } = useWall();
  const rate = useStorePart(wall.face, (face) => face.rate);
  const isLive = useStorePart(wall.face, (face) => face.isLive);
  return (
    <select
      className={styles["rate"]}
      aria-label={words.rate}
      value={rate}
      disabled={isLive}
      onChange={(event) => wall.setRate(Number(event.target.value))}
    >
      {FORWARD.map((each) => (
        <option key={each} value={each}>
          {rateText(each, common.language)}
        </option>
      ))}
    </select>
  );
}

function Tools() {
  const { wall: words } = useWords();
  const room = useWall();
  const isMuted = useStore(room.isMuted);
  const kind = useStore(layoutKind);
  return (
    <>
      <IconButton
        icon={CalendarClock}
        label={words.goTo}
        keys="G"
        onClick={() => room.isTyping.set(true)}
      />
      <IconButton icon={ZoomOut} label={words.zoomOut} keys="−" onClick={() => zoomBy(room, 1.5)} />
      <IconButton
        icon={ZoomIn}
        label={words.zoomIn}
        keys="+"
        onClick={() => zoomBy(room, 1 / 1.5)}
      />
      <IconButton
        icon={isMuted ? VolumeX : Volume2}
        label={isMuted ? words.unmute : words.mute}
        keys="M"
        aria-pressed={!isMuted}
        onClick={() => room.isMuted.set(!isMuted)}
      />
      <IconButton
        icon={kind === "main" ? LayoutGrid : LayoutPanelLeft}
        label={kind === "main" ? words.equal : words.withMain}
        onClick={() => layoutKind.set(kind === "main" ? "equal" : "main")}
      />
      <IconButton icon={Maximize} label={words.fullScreen} keys="F" onClick={toggleFullScreen} />
    </>
  );
}
