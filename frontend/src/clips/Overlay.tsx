import type { ReactNode } from "react";
import { createPortal } from "react-dom";

import { Dialog } from "../ui/Dialog";

interface OverlayProps {
  title: string;
  size?: "small" | "wide";
  onClose: () => void;
  children: ReactNode;
}

/** A dialog over whatever is shown; its keys are its own, also over a camera's dialog. */
export function Overlay({ title, size = "small", onClose, children }: OverlayProps) {
  return createPortal(
    <div onKeyDown={(event) => event.stopPropagation()}>
      <Dialog title={title} size={size} onClose={onClose}>
        {children}
      </Dialog>
    </div>,
    document.body,
  );
}
