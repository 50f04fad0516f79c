import { LayoutGrid, X } from "lucide-react";

import { goTo } from "../app/useAddress";
import { useStore } from "../app/useStore";
import { Button, IconButton } from "../ui/Button";
import { useWords } from "../words";
import { selected } from "./gridView";
import styles from "./GridPage.module.css";

/** What can be done with the chosen tiles. Over the grid, so that nothing moves. */
export function SelectionBar() {
  const words = useWords().grid;
  const chosen = useStore(selected);
  if (chosen.length === 0) return null;
  const isEnough = chosen.length > 1;
  const label = words.selected(chosen.length);
  return (
    <div role="group" aria-label={label} className={styles["selection"]}>
      <span>
        {label}
        {!isEnough && <small> {words.oneMore}</small>}
      </span>
      <Button
        look="primary"
        icon={LayoutGrid}
        disabled={!isEnough}
        onClick={() => goTo({ page: "wall", cameras: chosen, atMs: null })}
      >
        {words.watchTogether}
      </Button>
      <IconButton icon={X} label={words.clearSelection} onClick={() => selected.set([])} />
    </div>
  );
}
