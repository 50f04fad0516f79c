import { CircleCheck, Info, TriangleAlert } from "lucide-react";

import type { Selection } from "../app/address";
import type { Stretch } from "../player";
import { useWatch } from "../watch/watch";
import { useWords } from "../words";
import { whenWords } from "./edgeTime";
import { lengthWords } from "./lengthWords";
import styles from "./RangeFacts.module.css";
import { sizeWords } from "./sizeWords";
import type { KnownRange } from "./useRange";

interface RangeFactsProps {
  known: KnownRange;
  selected: Selection;
}

/** What the clip will be, before it is asked for. Its room is there from the beginning. */
export function RangeFacts({ known, selected }: RangeFactsProps) {
  const { clips: words, common } = useWords();
  const { range, problem, missing, bytes } = known;
  const lengthMs = range && range.endMs - range.startMs;
  return (
    <div className={styles["facts"]}>
      <dl className={styles["numbers"]}>
        <dt>{words.length}</dt>
        <dd data-clip-length>
          {lengthMs === null ? "—" : lengthWords(lengthMs, common.language, 2)}
        </dd>
        <dt>{words.size}</dt>
        <dd data-clip-size>{range ? about(bytes) : "—"}</dd>
      </dl>
      <div className={styles["notes"]} aria-live="polite">
        <Problem known={known} selected={selected} />
        {range && missing.lengthMs > 0 && <MissingNote range={range} missing={missing} />}
        {range && !problem && missing.lengthMs === 0 && (
          <p className={missing.isKnown ? styles["whole"] : styles["hint"]}>
            {missing.isKnown ? (
              <CircleCheck size={16} aria-hidden />
            ) : (
              <Info size={16} aria-hidden />
            )}
            <span>{missing.isKnown ? words.whole : words.looking}</span>
          </p>
        )}
      </div>
    </div>
  );

  function about(size: number | null | undefined): string {
    if (size === undefined) return "…";
    return size === null ? words.sizeUnknown : words.about(sizeWords(size, common.language));
  }
}

function Problem({ known, selected }: RangeFactsProps) {
  const { clips: words, common } = useWords();
  const { range, problem } = known;
  if (!problem) return null;
  if (problem === "incomplete") {
    const isEmpty = selected.inMs === null && selected.outMs === null;
    const one = selected.inMs === null ? words.missingStart : words.missingEnd;
    return (
      <p className={styles["hint"]}>
        <Info size={16} aria-hidden />
        <span>{isEmpty ? words.howTo : one}</span>
      </p>
    );
  }
  const lengthMs = range ? range.endMs - range.startMs : 0;
  const texts = {
    order: words.order,
    too_long: words.tooLong(lengthWords(lengthMs, common.language)),
    future: words.future,
  };
  return (
    <p className={styles["problem"]}>
      <TriangleAlert size={16} aria-hidden />
      <span>{texts[problem]}</span>
    </p>
  );
}

const MOST_TOLD = 3;

interface MissingNoteProps {
  range: Stretch;
  missing: KnownRange["missing"];
}

function MissingNote({ range, missing }: MissingNoteProps) {
  const { zone } = useWatch();
  const { clips: words, common } = useWords();
  const { gaps, lengthMs } = missing;
  const isAll = lengthMs >= range.endMs - range.startMs;
  const when = (atMs: number) => whenWords(atMs, zone, common.language, range.endMs).slice(-8);
  return (
    <div className={styles["missing"]} data-missing-ms={lengthMs}>
      <p>
        <TriangleAlert size={16} aria-hidden />
        <span>
          {isAll
            ? words.missingAll
            : words.missing(lengthWords(lengthMs, common.language, lengthMs < 10_000 ? 2 : 0))}
        </span>
      </p>
      {!isAll && (
        <ul>
          {gaps.slice(0, MOST_TOLD).map(({ startMs, endMs }) => (
            <li key={startMs}>{words.missingFrom(when(startMs), when(endMs))}</li>
          ))}
          {gaps.length > MOST_TOLD && <li>{words.missingMore(gaps.length - MOST_TOLD)}</li>}
        </ul>
      )}
    </div>
  );
}
