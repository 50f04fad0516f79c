import { Dialog } from "../ui/Dialog";
import { useWords } from "../words";
import { capText } from "./CommandButton";
import styles from "./Help.module.css";
import { capsOf, KEYS, type KeyGroup, type KeyRow } from "./keys";
import { useRoom } from "./room";

const GROUPS: readonly KeyGroup[] = ["play", "move", "clip", "view"];

/** All keys, from the table that makes them work. */
export function Help({ onClose }: { onClose: () => void }) {
  const { watch } = useRoom();
  const words = useWords().watch;
  const rows = KEYS.filter(({ needs }) => !needs || watch.can(needs));
  return (
    <Dialog title={words.helpTitle} size="wide" onClose={onClose}>
      <p className={styles["note"]}>{words.helpNote}</p>
      {/* With the focus in it, it can be scrolled by keys. */}
      <div className={styles["groups"]} role="group" aria-label={words.helpTitle} tabIndex={0}>
        {GROUPS.map((group) => (
          <section key={group} aria-label={words.groups[group]}>
            <h2>{words.groups[group]}</h2>
            <dl>{rows.map((row) => row.group === group && <Row key={row.command} row={row} />)}</dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function Row({ row }: { row: KeyRow }) {
  const words = useWords().watch;
  return (
    <div className={styles["row"]} data-command={row.command}>
      <dt>
        {capsOf(row).map((caps, at) => (
          <span key={caps.join(" ")}>
            {at > 0 && <span className={styles["or"]}> {words.or} </span>}
            {caps.map((cap) => (
              <kbd key={cap}>{capText(cap, words)}</kbd>
            ))}
          </span>
        ))}
      </dt>
      <dd>{words.commands[row.command]}</dd>
    </div>
  );
}
