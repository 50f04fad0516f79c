import { CalendarDays, ChevronLeft, ChevronRight, Clock } from "lucide-react";

import { useStorePart } from "../app/useStore";
import { Button, IconButton } from "../ui/Button";
import { useKeysOf } from "../watch/CommandButton";
import { useRoom } from "../watch/room";
import { useWatch } from "../watch/watch";
import { useWords } from "../words";
import styles from "./DayBar.module.css";
import { shownMs } from "./openDay";
import { Retention } from "./Retention";
import { useDayNames } from "./useDayNames";
import { useToday } from "./useNow";
import { addDays, dateOf } from "./zone";

/** The day that is looked at, those beside it, and how long it is kept. */
export function DayBar() {
  const { run, watch } = useRoom();
  const words = useWords().timeline;
  const { short } = useDayNames();
  const date = useShownDate();
  const today = useToday(watch.zone);
  const special =
    date === today ? words.today : date === addDays(today, -1) ? words.yesterday : null;
  const name = special ? `${short(date)} (${special})` : short(date);
  return (
    <div className={styles["bar"]} role="group" aria-label={words.day}>
      <div className={styles["days"]}>
        <IconButton
          icon={ChevronLeft}
          label={words.previousDay}
          keys={useKeysOf("previousDay")}
          onClick={() => run("previousDay")}
        />
        <Button
          look="quiet"
          icon={CalendarDays}
          className={styles["date"]}
          aria-haspopup="dialog"
          aria-label={words.openCalendar(name)}
          onClick={() => run("calendar")}
          data-date={date}
        >
          <time dateTime={date}>{name}</time>
        </Button>
        <IconButton
          icon={ChevronRight}
          label={words.nextDay}
          keys={useKeysOf("nextDay")}
          disabled={date >= today}
          onClick={() => run("nextDay")}
        />
      </div>
      <Button
        look="quiet"
        className={styles["goTo"]}
        icon={Clock}
        aria-haspopup="dialog"
        onClick={() => run("goTo")}
      >
        <span>{words.goToShort}</span>
      </Button>
      <Retention date={date} />
    </div>
  );
}

/** Of the picture; without one of what the timeline shows. */
function useShownDate(): string {
  const watch = useWatch();
  const date = () => dateOf(shownMs(watch), watch.zone);
  const byPlayer = useStorePart(watch.player, date);
  useStorePart(watch.view, date);
  return byPlayer;
}
