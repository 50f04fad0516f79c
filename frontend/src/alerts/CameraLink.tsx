import type { MouseEvent, ReactNode } from "react";

import { cameraAddress, pathOf } from "../app/address";
import { goTo } from "../app/useAddress";
import styles from "./AlertItem.module.css";
import { isPanelOpen } from "./panel";

interface CameraLinkProps {
  camera: number;
  /** Null: live. */
  atMs: number | null;
  children: ReactNode;
}

/** A link like any other (a new tab, a copied address); pressed, it leads there at once. */
export function CameraLink({ camera, atMs, children }: CameraLinkProps) {
  const address = cameraAddress(camera, atMs);
  const follow = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    isPanelOpen.set(false);
    goTo(address);
  };
  return (
    <a className={styles["link"]} href={pathOf(address)} onClick={follow}>
      {children}
    </a>
  );
}
