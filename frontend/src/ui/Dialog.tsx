import { X } from "lucide-react";
import { useEffect, useId, useRef, type ReactNode } from "react";

import { useWords } from "../words";
import { IconButton } from "./Button";
import { Toasts } from "./Toasts";
import styles from "./Dialog.module.css";

interface DialogProps {
  title: ReactNode;
  onClose: () => void;
  children: ReactNode;
  /** `side`: along the right edge, as a panel. */
  size?: "small" | "wide" | "side" | "full";
  /** What stands in the head between title and close. */
  head?: ReactNode;
  /** Whether Esc closes it; the one who says no hears of the key itself. */
  closesByEsc?: boolean;
}

/**
 * A modal `<dialog>`: the browser keeps the focus in it, makes the rest inert, and gives the focus
 * back to what had it.
 */
export function Dialog(props: DialogProps) {
  const { title, onClose, children, size = "small", head, closesByEsc = true } = props;
  const words = useWords().common;
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = element.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      className={[styles["dialog"], styles[size]].join(" ")}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        if (closesByEsc) onClose();
      }}
      onClose={(event) => {
        event.stopPropagation();
        // Browsers close it at the second Esc, or "back", whatever was said to the first.
        // It may be open again by now: React makes effects twice while one develops.
        if (event.target !== element.current || element.current.open) return;
        if (closesByEsc) onClose();
        else element.current.showModal();
      }}
    >
      <header className={styles["head"]}>
        <h1 id={titleId}>{title}</h1>
        {head}
        <IconButton icon={X} label={words.close} keys="Esc" onClick={onClose} />
      </header>
      <div className={styles["body"]}>{children}</div>
      <Toasts />
    </dialog>
  );
}
