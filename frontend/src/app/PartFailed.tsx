import { TriangleAlert, X } from "lucide-react";

import { Button, IconButton } from "../ui/Button";
import { useWords } from "../words";
import styles from "./Notice.module.css";

interface PartFailedProps {
  onAgain: () => void;
  onClose: (() => void) | undefined;
}

/** Over the page's edge: what else is shown stays, and can be used. */
export function PartFailed({ onAgain, onClose }: PartFailedProps) {
  const words = useWords().common;
  return (
    <div role="alert" className={styles["part"]}>
      <p>
        <TriangleAlert size={18} aria-hidden /> {words.partFailed}
      </p>
      <Button onClick={onAgain}>{words.retry}</Button>
      {/* After an update of the server the code that this page knows of is there no more. */}
      <Button onClick={() => location.reload()}>{words.reload}</Button>
      {onClose && <IconButton icon={X} label={words.close} onClick={onClose} />}
    </div>
  );
}
