import { X } from "lucide-react";
import { useEffect, useId, useRef } from "react";

import { later } from "../app/later";
import { IconButton } from "../ui/Button";
import { useWords } from "../words";
import { useRoom, type Side } from "./room";
import styles from "./SidePanel.module.css";

const ClipPanel = later(async () => (await import("../clips/ClipPanel")).ClipPanel);
const SavedClips = later(async () => (await import("../clips/SavedClips")).SavedClips);

/** Beside the picture; on a phone a sheet over the controls, the picture stays in sight. */
export function SidePanel({ shown }: { shown: Side }) {
  const { side, stage, watch } = useRoom();
  const words = useWords().watch;
  const titleId = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const close = () => {
    side.set(null);
    stage.focus();
  };
  return (
    <section className={styles["panel"]} aria-labelledby={titleId} data-side={shown}>
      <header className={styles["head"]}>
        <h2 id={titleId} ref={heading} tabIndex={-1}>
          {shown === "clip" ? words.commands.createClip : words.savedClips}
        </h2>
        <IconButton icon={X} label={words.closePanel} keys="Esc" onClick={close} />
      </header>
      <div className={styles["body"]}>
        {shown === "clip" ? <ClipPanel /> : <SavedClips camera={watch.camera.id} />}
      </div>
    </section>
  );
}
