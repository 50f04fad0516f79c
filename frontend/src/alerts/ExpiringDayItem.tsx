import { LockKeyhole, Undo2 } from "lucide-react";
import { useState } from "react";

import { sizeWords } from "../clips/sizeWords";
import { useMe } from "../session/session";
import { zoneOf } from "../session/zone";
import { Button } from "../ui/Button";
import { useWords } from "../words";
import styles from "./AlertItem.module.css";
import { CameraLink } from "./CameraLink";
import { keepDay, releaseDay } from "./keeping";
import { dayKey, type ExpiringDay } from "./night";
import { cityWords, mayIn } from "./rights";

export function ExpiringDayItem({ day }: { day: ExpiringDay }) {
  const { alerts: words, common } = useWords();
  const me = useMe();
  const zone = zoneOf(me, day.city);
  const city = cityWords(me, day.city);
  const [startMs, endMs] = [Date.parse(day.start_time), Date.parse(day.end_time)];
  return (
    <li className={styles["alert"]} data-day={dayKey(day)}>
      <div className={styles["text"]}>
        <p className={styles["head"]}>
          <strong>{day.camera_name}</strong>
          {city && <span className={styles["quiet"]}>{city}</span>}
        </p>
        <p>{words.expiringDay(startMs, endMs, zone)}</p>
        <p className={styles["quiet"]}>{sizeWords(day.bytes, common.language)}</p>
        <div className={styles["actions"]}>
          <Keeping day={day} zone={zone} />
          <CameraLink camera={day.camera} atMs={startMs}>
            {words.watchDay}
          </CameraLink>
        </div>
      </div>
    </li>
  );
}

function Keeping({ day, zone }: { day: ExpiringDay; zone: string }) {
  const words = useWords().alerts;
  const me = useMe();
  const [isBusy, setBusy] = useState(false);
  const { hold, held_until: until } = day;
  const doing = (act: () => Promise<void>) => () => {
    if (isBusy) return;
    setBusy(true);
    void act().finally(() => setBusy(false));
  };
  if (until !== null) {
    return (
      <>
        <span className={styles["taken"]}>
          <LockKeyhole size={16} aria-hidden />
          {words.heldUntil(Date.parse(until), zone)}
        </span>
        {hold !== null && (
          <Button icon={Undo2} aria-disabled={isBusy} onClick={doing(() => releaseDay(day, hold))}>
            {words.release}
          </Button>
        )}
      </>
    );
  }
  if (!mayIn(me, day.city, "hold_footage")) return null;
  return (
    <Button icon={LockKeyhole} aria-disabled={isBusy} onClick={doing(() => keepDay(day, zone))}>
      {words.keepDay}
    </Button>
  );
}
