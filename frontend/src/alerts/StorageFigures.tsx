import { HardDrive, TriangleAlert } from "lucide-react";

import type { components } from "../api/schema";
import { sizeWords } from "../clips/sizeWords";
import { useMe } from "../session/session";
import { zoneOf } from "../session/zone";
import { useWords } from "../words";
import { hoursWords, levelOf, MARKS, usedPercent } from "./amounts";
import { Section } from "./Section";
import styles from "./StorageFigures.module.css";

type Storage = components["schemas"]["Storage"];
type Volume = components["schemas"]["Volume"];
type CityPromise = components["schemas"]["CityPromise"];

/** Disks for those who run them; for a city's owner how long its footage will last. */
export function StorageFigures({ storage }: { storage: Storage }) {
  const words = useWords().alerts;
  const cities = storage.forecast.cities;
  if (storage.volumes.length === 0 && cities.length === 0) return null;
  return (
    <Section title={words.storage}>
      <ul className={styles["list"]}>
        {storage.volumes.map((volume) => (
          <VolumeItem key={volume.id} volume={volume} />
        ))}
        {cities.map((city) => (
          <PromiseItem key={city.city} promise={city} />
        ))}
      </ul>
    </Section>
  );
}

function VolumeItem({ volume }: { volume: Volume }) {
  const { alerts: words, common } = useWords();
  const size = (bytes: number | null) => (bytes === null ? "–" : sizeWords(bytes, common.language));
  const percent = usedPercent(volume.used_bytes, volume.total_bytes);
  const level = percent === null ? "fine" : levelOf(percent);
  const isAway = volume.identity !== "ok";
  const left = leftWords(volume, words.fullIn, words.neverFull, common.language);
  return (
    <li className={styles["volume"]} data-level={isAway ? "critical" : level}>
      <p className={styles["head"]}>
        <HardDrive size={18} aria-hidden />
        <strong>{volume.name}</strong>
        <span>{percent === null ? "" : words.percent(percent)}</span>
      </p>
      <Bar label={words.diskUse(volume.name)} percent={percent} />
      <p className={styles["figures"]}>
        <span>{words.used(size(volume.used_bytes), size(volume.total_bytes))}</span>
        <span>{words.free(size(volume.free_bytes))}</span>
        {left && <span>{left}</span>}
      </p>
      {isAway && (
        <p className={styles["problem"]}>
          <TriangleAlert size={16} aria-hidden />
          {words.volumeAway}
        </p>
      )}
    </li>
  );
}

function Bar({ label, percent }: { label: string; percent: number | null }) {
  const words = useWords().alerts;
  const used = percent ?? 0;
  return (
    <div
      className={styles["bar"]}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(used)}
      aria-valuetext={percent === null ? words.unknown : words.percent(percent)}
    >
      <div className={styles["used"]} style={{ width: `${used}%` }} />
      {MARKS.map((mark) => (
        <span key={mark} className={styles["mark"]} style={{ left: `${mark}%` }} />
      ))}
    </div>
  );
}

/** Hours while nothing expires in time, else days with what expires meanwhile. */
function leftWords(
  { days_until_full, hours_left }: Volume,
  fullIn: (length: string) => string,
  never: string,
  language: string,
): string {
  if (days_until_full !== null) return fullIn(hoursWords(language, days_until_full * 24));
  return hours_left === null ? "" : never;
}

function PromiseItem({ promise }: { promise: CityPromise }) {
  const words = useWords().alerts;
  const zone = zoneOf(useMe(), promise.city);
  const { name, retention_promised_days: promised, retention_reachable_days: reachable } = promise;
  return (
    <li className={styles["volume"]} data-level={promise.is_at_risk ? "high" : "fine"}>
      <p className={styles["figures"]}>
        <strong>{name}</strong>
        <span>{words.retention(Math.min(reachable, promised), promised)}</span>
      </p>
      {promise.is_at_risk && (
        <p className={styles["problem"]}>
          <TriangleAlert size={16} aria-hidden />
          {promise.breaks_at === null
            ? words.justFits
            : words.breaksAt(Date.parse(promise.breaks_at), zone)}
        </p>
      )}
    </li>
  );
}
