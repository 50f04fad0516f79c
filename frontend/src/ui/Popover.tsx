import { useId, useState, type ReactNode, type ToggleEvent } from "react";
import { createPortal } from "react-dom";

import styles from "./Popover.module.css";

interface PopoverProps {
  /** The button that opens it; spread `invoker` on a native button. */
  button: (invoker: { popoverTarget: string; "aria-expanded": boolean }) => ReactNode;
  /** What is in it; not drawn while it is closed. */
  children: () => ReactNode;
  label: string;
  /** Where it is put in the document; beside the button when it is left out. */
  home?: Element | null;
}

const MARGIN_PX = 8;
const BELOW_PX = 4;

/**
 * The browser's own popover: Esc and a click elsewhere close it, and the focus goes back to the
 * button. It lies over everything, dialogs as well.
 */
export function Popover({ button, children, label, home }: PopoverProps) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const toggled = (event: ToggleEvent<HTMLDivElement>) => {
    if (event.newState === "open") place(event.currentTarget, id);
  };
  const popover = (
    <div
      id={id}
      popover="auto"
      role="group"
      aria-label={label}
      className={styles["popover"]}
      onBeforeToggle={(event) => setOpen(event.newState === "open")}
      onToggle={toggled}
    >
      {isOpen && children()}
    </div>
  );
  return (
    <>
      {button({ popoverTarget: id, "aria-expanded": isOpen })}
      {home ? createPortal(popover, home) : popover}
    </>
  );
}

/** For what is pressed in one. */
export function closePopover({ currentTarget }: { currentTarget: Element }): void {
  currentTarget.closest<HTMLElement>("[popover]")?.hidePopover();
}

/** Below the button and flush with its end, or above it where there is no room. */
function place(popover: HTMLElement, id: string): void {
  const button = document.querySelector(`[popovertarget="${CSS.escape(id)}"]`);
  if (!button) return;
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popover;
  const below = at.bottom + BELOW_PX;
  const fits = below + height + MARGIN_PX <= window.innerHeight;
  const top = fits ? below : Math.max(MARGIN_PX, at.top - BELOW_PX - height);
  const left = Math.max(MARGIN_PX, Math.min(at.right, window.innerWidth - MARGIN_PX) - width);
  popover.style.top = `${top}px`;
  popover.style.left = `${left}px`;
}
