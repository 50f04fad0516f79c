import { CircleCheck, TriangleAlert, X } from "lucide-react";

import { useStore } from "../app/useStore";
import { useWords } from "../words";
import { Button, IconButton } from "./Button";
import { toasts, unsay } from "./toasts";
import styles from "./Toasts.module.css";

/** In every dialog as well: a modal one makes all that is outside it inert. */
export function Toasts() {
  const words = useWords().common;
  const shown = useStore(toasts);
  return (
    <div role="status" className={styles["toasts"]}>
      {shown.map(({ id, text, tone, action }) => (
        <div key={id} className={styles["toast"]} data-tone={tone} data-toast={id}>
          {tone === "bad" ? (
            <TriangleAlert size={18} aria-hidden />
          ) : (
            <CircleCheck size={18} aria-hidden />
          )}
          <span>{text}</span>
          {action && (
            <Button
              look="quiet"
              onClick={() => {
                unsay(id);
                action.run();
              }}
            >
              {action.label}
            </Button>
          )}
          <IconButton icon={X} label={words.close} onClick={() => unsay(id)} />
        </div>
      ))}
    </div>
  );
}
