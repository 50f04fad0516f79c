import { serverMs } from "../app/serverClock";
import { useStorePart } from "../app/useStore";
import { useWatch } from "../watch/watch";
import { useWords } from "../words";
import { emptyDayIn } from "./footage";
import { NearestDays } from "./NearestDays";
import styles from "./Timeline.module.css";
import { useDayNames } from "./useDayNames";

/** Over the track, while the day in the middle has nothing: where there is something. */
export function EmptyDay() {
  const { view, days } = useWatch();
  const words = useWords().timeline;
  const { long } = useDayNames();
  const empty = () => emptyDayIn(view.get(), (atMs) => days.dayAt(atMs), serverMs());
  const byView = useStorePart(view, empty);
  const byDays = useStorePart(days, empty);
  const date = byView ?? byDays;
  if (date === null) return null;
  return (
    <div className={styles["empty"]}>
      <span>{words.emptyDay(long(date))}</span>
      <NearestDays date={date} />
    </div>
  );
}
