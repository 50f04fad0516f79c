import { useRef } from "react";

import { useWords } from "../words";
import { EmptyDay } from "./EmptyDay";
import { Handles } from "./Handles";
import { HoverLabel } from "./HoverLabel";
import styles from "./Timeline.module.css";
import { TimelineBar } from "./TimelineBar";
import trackStyles from "./Track.module.css";
import { useSlider } from "./useSlider";
import { useTrack } from "./useTrack";

/** What is recorded when, of the camera whose dialog this is in. */
export function Timeline() {
  const words = useWords().timeline;
  const root = useRef<HTMLElement>(null);
  const [{ surface, data, overlay, ruler }, running] = useTrack(root);
  useSlider(surface);
  return (
    <section ref={root} className={styles["timeline"]} data-timeline="" aria-label={words.label}>
      <TimelineBar follow={running?.follow ?? null} />
      <div className={styles["body"]}>
        <div
          ref={surface}
          className={trackStyles["surface"]}
          role="slider"
          tabIndex={0}
          aria-label={words.slider}
          aria-valuenow={0}
        >
          <canvas ref={data} className={trackStyles["canvas"]} aria-hidden />
          <canvas ref={overlay} className={trackStyles["canvas"]} aria-hidden />
          <div ref={ruler} className={trackStyles["ruler"]} data-ruler="" aria-hidden />
          {running && <Handles track={running.track} />}
        </div>
        <EmptyDay />
      </div>
      {running && <HoverLabel track={running.track} />}
    </section>
  );
}
