import { Check } from "lucide-react";
import { memo } from "react";

import { useStore, useStorePart } from "../app/useStore";
import { IconButton } from "../ui/Button";
import { useWords } from "../words";
import { dayAndHourIn, hourIn } from "./age";
import { isLivePlaying, liveTile } from "./liveTile";
import { pictureOf } from "./pictures";
import { serverNow } from "../app/serverClock";
import { StateMark } from "./StateMark";
import { TileLive } from "./TileLive";
import { TileMenu } from "./TileMenu";
import { PictureAge, TilePicture } from "./TilePicture";
import styles from "./Tile.module.css";
import type { Row } from "./useGrid";

const TODAY_MS = 12 * 3_600_000;

interface TileProps {
  row: Row;
  /** Of the camera's city; its name where several are shown. */
  zone: string;
  cityName: string | null;
  isCurrent: boolean;
  isSelected: boolean;
  pictureWidth: number;
  onSelect: (camera: number) => void;
}

/** One camera. What keys and clicks do to it stands with the grid, in `Tiles`. */
export const Tile = memo(function Tile(props: TileProps) {
  const { row, zone, cityName, isCurrent, isSelected, pictureWidth, onSelect } = props;
  const words = useWords().grid;
  const { camera, shown, message } = row;
  const isRecording = shown.word === "recording";
  const isLive = useStorePart(liveTile, (id) => id === camera.id) && isRecording;
  const tabIndex = isCurrent ? 0 : -1;
  const id = `tile-${camera.id}`;
  const select = () => onSelect(camera.id);
  return (
    <div
      role="gridcell"
      data-camera={camera.id}
      data-state={shown.word}
      tabIndex={tabIndex}
      aria-selected={isSelected}
      aria-labelledby={`${id}-caption ${id}-badges ${id}-spoken`}
      aria-description={message ?? undefined}
      className={styles["tile"]}
    >
      <div id={`${id}-caption`} className={styles["caption"]}>
        <span className={styles["name"]} title={camera.name}>
          {camera.name}
          {cityName && <span className={styles["cityName"]}> · {cityName}</span>}
        </span>{" "}
        {isRecording && <StateMark shown={shown} message={null} />}{" "}
        <PictureMoment camera={camera.id} zone={zone} />
      </div>{" "}
      <div className={styles["picture"]}>
        <TilePicture camera={camera.id} isRecording={isRecording} width={pictureWidth} />
        {isLive && <TileLive camera={camera.id} />}
        <div id={`${id}-badges`} className={styles["badges"]}>
          {!isRecording && <StateMark shown={shown} message={message} />}{" "}
          {isLive ? <LiveMark /> : <PictureAge camera={camera.id} />}
        </div>
      </div>
      <div className={styles["tools"]}>
        <IconButton
          icon={Check}
          label={words.selectNamed(camera.name)}
          look="plain"
          tabIndex={tabIndex}
          aria-pressed={isSelected}
          className={styles["select"]}
          onClick={select}
        />
        <TileMenu row={row} isSelected={isSelected} tabIndex={tabIndex} onSelect={select} />
      </div>
      <span id={`${id}-spoken`} className="visually-hidden">
        {isRecording && words.states.recording}
      </span>
    </div>
  );
});

function LiveMark() {
  const words = useWords().grid;
  return useStore(isLivePlaying) && <span className={styles["live"]}>{words.live}</span>;
}

/** Of the picture that is shown, on the city's clocks; the day as well where it is not of today. */
function PictureMoment({ camera, zone }: { camera: number; zone: string }) {
  const { atMs } = useStore(pictureOf(camera));
  const isOfLate = useStorePart(serverNow, (nowMs) => nowMs - atMs < TODAY_MS);
  const moment = isOfLate ? hourIn(zone, atMs) : dayAndHourIn(zone, atMs);
  return <span className={styles["moment"]}>{atMs > 0 && moment}</span>;
}
