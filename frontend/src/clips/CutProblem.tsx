import { TriangleAlert } from "lucide-react";

import type { ApiError } from "../api/answer";
import { goTo } from "../app/useAddress";
import { BEFORE_END_MS } from "../timeline/gaps";
import { Button } from "../ui/Button";
import { useWatch } from "../watch/watch";
import { useWords } from "../words";
import styles from "./CutProblem.module.css";
import { nearestOf, partsOf, type Part } from "./cutRefusal";
import { whenWords } from "./edgeTime";

interface CutProblemProps {
  refusal: ApiError;
  isBusy: boolean;
  onCutParts: (parts: readonly Part[]) => void;
}

/** Why there is no clip, and what can be done about it. */
export function CutProblem({ refusal, isBusy, onCutParts }: CutProblemProps) {
  const words = useWords().clips;
  const told = Object.values(refusal.fields).flat();
  const sentence = refusal.code === "network" ? words.noAnswer : refusal.detail || words.failedToDo;
  return (
    <div className={styles["problem"]} role="alert" data-code={refusal.code}>
      <p>
        <TriangleAlert size={18} aria-hidden />
        <span>{told.length ? told.join(" ") : sentence}</span>
      </p>
      {refusal.code === "plan_limit" && (
        <>
          <p>{words.planLimit}</p>
          <Button onClick={() => goTo({ page: "clips" })}>{words.seeClips}</Button>
        </>
      )}
      {refusal.code === "no_recording" && <NearestButtons refusal={refusal} />}
      {refusal.code === "parts_differ" && (
        <Parts parts={partsOf(refusal.body)} isBusy={isBusy} onCutParts={onCutParts} />
      )}
    </div>
  );
}

function NearestButtons({ refusal }: { refusal: ApiError }) {
  const { clips: words, common } = useWords();
  const { player, view, zone } = useWatch();
  const { beforeMs, afterMs } = nearestOf(refusal.body);
  if (beforeMs === null && afterMs === null) return null;
  const when = (atMs: number) => whenWords(atMs, zone, common.language, atMs);
  function show(atMs: number) {
    player.open(atMs);
    view.keepInSight(atMs);
  }
  return (
    <>
      <p>{words.nearest}</p>
      <div className={styles["buttons"]}>
        {beforeMs !== null && (
          <Button onClick={() => show(beforeMs - BEFORE_END_MS)}>
            {words.before(when(beforeMs))}
          </Button>
        )}
        {afterMs !== null && (
          <Button onClick={() => show(afterMs)}>{words.after(when(afterMs))}</Button>
        )}
      </div>
    </>
  );
}

interface PartsProps extends Omit<CutProblemProps, "refusal"> {
  parts: readonly Part[];
}

function Parts({ parts, isBusy, onCutParts }: PartsProps) {
  const { clips: words, common } = useWords();
  const { zone } = useWatch();
  const when = (atMs: number) => whenWords(atMs, zone, common.language, atMs).slice(-8);
  return (
    <>
      <p>{words.parts}</p>
      <ol className={styles["parts"]}>
        {parts.map(({ startMs, endMs, picture }, nth) => (
          <li key={startMs}>
            {words.part(nth + 1, when(startMs), when(endMs))}
            {picture && <small>{picture}</small>}
          </li>
        ))}
      </ol>
      <Button disabled={isBusy} onClick={() => onCutParts(parts)}>
        {words.cutParts(parts.length)}
      </Button>
    </>
  );
}
