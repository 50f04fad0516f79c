import { LoaderCircle } from "lucide-react";

import { Button } from "../ui/Button";
import { useWords } from "../words";
import styles from "./Saying.module.css";

interface OpeningProps {
  fault: "missing" | "network" | null;
  onAgain: () => void;
  onClose: () => void;
}

/** Before the camera is known, and when it cannot be. */
export function Opening({ fault, onAgain, onClose }: OpeningProps) {
  const { watch, player } = useWords();
  if (!fault) {
    return (
      <div className={styles["whole"]} role="status">
        <LoaderCircle className={styles["turning"]} size={32} aria-hidden />
        <span className="visually-hidden">{watch.opening}</span>
      </div>
    );
  }
  const isMissing = fault === "missing";
  return (
    <div className={styles["whole"]}>
      <div className={styles["card"]} role="status">
        <strong>{isMissing ? player.missing : player.network}</strong>
        {isMissing && <p>{player.missingDetail}</p>}
        <div className={styles["actions"]}>
          {!isMissing && (
            <Button look="primary" onClick={onAgain}>
              {player.again}
            </Button>
          )}
          <Button look={isMissing ? "primary" : "plain"} onClick={onClose}>
            {player.toCameras}
          </Button>
        </div>
      </div>
    </div>
  );
}
