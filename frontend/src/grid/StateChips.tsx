import { CircleDot, CirclePause, TriangleAlert, WifiOff } from "lucide-react";

import { useStore } from "../app/useStore";
import { Button } from "../ui/Button";
import { useWords } from "../words";
import { group } from "./gridView";
import { GROUPS, type StateGroup } from "./states";
import styles from "./GridTools.module.css";

const ICONS = {
  recording: CircleDot,
  noSignal: WifiOff,
  stopped: CirclePause,
  fault: TriangleAlert,
};

interface StateChipsProps {
  counts: Record<StateGroup, number>;
  all: number;
}

export function StateChips({ counts, all }: StateChipsProps) {
  const words = useWords().grid;
  const chosen = useStore(group);
  return (
    <div role="group" aria-label={words.filter} className={styles["chips"]}>
      <Button look="quiet" aria-pressed={chosen === null} onClick={() => group.set(null)}>
        {words.groups.all} <b>{all}</b>
      </Button>
      {GROUPS.map((each) => (
        <Button
          key={each}
          look="quiet"
          icon={ICONS[each]}
          data-group={each}
          data-some={counts[each] > 0}
          aria-pressed={chosen === each}
          onClick={() => group.set(chosen === each ? null : each)}
        >
          {words.groups[each]} <b>{counts[each]}</b>
        </Button>
      ))}
    </div>
  );
}
