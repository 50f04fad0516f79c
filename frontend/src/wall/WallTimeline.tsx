import { useEffect, useRef, useState } from "react";

import { useStore } from "../app/useStore";
import { theme } from "../app/theme";
import { ticksOf } from "../timeline/ticks";
import { pxOf } from "../timeline/scale";
import { useCamera } from "../watch/useCamera";
import { coloursOf, drawRows, rowsHeight } from "./coverageRows";
import { useWall } from "./room";
import { useZone } from "./useFootage";
import { WallSlider } from "./WallSlider";
import styles from "./WallTimeline.module.css";

/** A row of each camera's coverage under one ruler; the play head is the clock's. */
export function WallTimeline() {
  const { cameras } = useWall();
  const plot = useRef<HTMLDivElement>(null);
  const widthPx = useWidth(plot);
  return (
    <div className={styles["timeline"]}>
      <ol className={styles["names"]} aria-hidden>
        {cameras.map((camera, at) => (
          <RowName key={camera} camera={camera} number={at + 1} />
        ))}
      </ol>
      <div ref={plot} className={styles["plot"]}>
        <Ruler widthPx={widthPx} />
        <Rows widthPx={widthPx} />
        <WallSlider widthPx={widthPx} />
      </div>
    </div>
  );
}

function RowName({ camera, number }: { camera: number; number: number }) {
  return (
    <li>
      <kbd>{number}</kbd> <span>{useCamera(camera).data?.name}</span>
    </li>
  );
}

function Ruler({ widthPx }: { widthPx: number }) {
  const { view, main } = useWall();
  const zone = useZone(useStore(main));
  const range = useStore(view);
  if (widthPx === 0) return <div className={styles["ruler"]} />;
  return (
    <div className={styles["ruler"]} aria-hidden>
      {ticksOf(range, widthPx, zone)
        .filter(({ label }) => label !== "")
        .map(({ atMs, label }) => (
          <span key={atMs} style={{ left: pxOf(range, widthPx, atMs) }}>
            {label}
          </span>
        ))}
    </div>
  );
}

/** Drawn anew when what is in sight, or what is known of it, changes: never by playing. */
function Rows({ widthPx }: { widthPx: number }) {
  const { cameras, wall, view } = useWall();
  const canvas = useRef<HTMLCanvasElement>(null);
  const days = useStore(wall.days);
  const chosenTheme = useStore(theme);
  useEffect(() => {
    const element = canvas.current;
    if (!element || widthPx === 0) return;
    let frame = 0;
    const colours = coloursOf(element);
    const rows = cameras.map((camera) => days.get(camera));
    const draw = () => {
      frame = 0;
      drawRows({ canvas: element, widthPx, range: view.get(), rows, colours });
    };
    const soon = () => (frame ||= requestAnimationFrame(draw));
    const look = () => {
      for (const row of rows) row?.want(view.get());
      soon();
    };
    look();
    const ends = [view.subscribe(look), ...rows.map((row) => row?.subscribe(soon))];
    return () => {
      cancelAnimationFrame(frame);
      for (const end of ends) end?.();
    };
  }, [cameras, chosenTheme, days, view, widthPx]);
  return (
    <canvas
      ref={canvas}
      className={styles["rows"]}
      style={{ height: rowsHeight(cameras.length) }}
    />
  );
}

function useWidth(element: React.RefObject<HTMLElement | null>): number {
  const [widthPx, setWidth] = useState(0);
  useEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return widthPx;
}
