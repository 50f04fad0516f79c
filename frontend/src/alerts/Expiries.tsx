import { CircleCheck } from "lucide-react";
import { useState } from "react";

import type { components } from "../api/schema";
import { useSettled } from "../app/useSettled";
import { sizeWords } from "../clips/sizeWords";
import { useChosenCity, useMe } from "../session/session";
import { zoneOf } from "../session/zone";
import { Button } from "../ui/Button";
import { Field } from "../ui/Field";
import { useWords } from "../words";
import { useExpiries } from "./alertQueries";
import panel from "./AlertsPanel.module.css";
import { ExpiringDayItem } from "./ExpiringDayItem";
import { dayKey, nightOf } from "./night";
import { Section } from "./Section";

const SHOWN_AT_FIRST = 20;
const MANY = 10;

/** What the next nightly run takes, camera by camera, and what it costs to keep a day: one press. */
export function Expiries() {
  const words = useWords().alerts;
  const zone = zoneOf(useMe(), useChosenCity()?.id);
  const { data, dataUpdatedAt, isError, refetch } = useExpiries();
  if (!data) return isError && <Section title={words.expiring}>{failed(refetch)}</Section>;
  const runsAtMs = Date.parse(data.runs_at);
  const night = nightOf(runsAtMs, dataUpdatedAt, zone);
  return (
    <Section title={words.expires[night](runsAtMs, zone)}>
      {isError && failed(refetch)}
      {data.count === 0 ? (
        <p className={panel["fine"]}>
          <CircleCheck size={20} aria-hidden />
          {words.nothingExpires}
        </p>
      ) : (
        <>
          <Losses {...data.losses} />
          <Days canSearch={data.count > MANY} />
        </>
      )}
    </Section>
  );
}

const failed = (refetch: () => unknown) => <Failed onAgain={() => void refetch()} />;

function Failed({ onAgain }: { onAgain: () => void }) {
  const { alerts: words, common } = useWords();
  return (
    <p role="status" className={panel["old"]}>
      {words.expiriesFailed} <Button onClick={onAgain}>{common.retry}</Button>
    </p>
  );
}

function Losses({ days, cameras, bytes }: { days: number; cameras: number; bytes: number }) {
  const { alerts: words, common } = useWords();
  const size = sizeWords(bytes, common.language);
  return <p className={panel["quiet"]}>{words.losses(days, cameras, size)}</p>;
}

function Days({ canSearch }: { canSearch: boolean }) {
  const words = useWords().alerts;
  const [typed, setTyped] = useState("");
  const search = useSettled(typed.trim());
  const { data, isError, refetch } = useExpiries(search);
  return (
    <>
      {canSearch && (
        <Field
          label={words.findCamera}
          type="search"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      {search && isError && failed(refetch)}
      {data && data.count > 0 && <Found expiries={data} />}
      {data?.count === 0 && <p className={panel["quiet"]}>{words.noneFound}</p>}
    </>
  );
}

function Found({ expiries }: { expiries: components["schemas"]["Expiries"] }) {
  const { alerts: words, common } = useWords();
  const [most, setMost] = useState(SHOWN_AT_FIRST);
  const { results, count, has_more: hasMore } = expiries;
  return (
    <>
      <ul className={panel["list"]} aria-label={words.expiring}>
        {results.slice(0, most).map((day) => (
          <ExpiringDayItem key={dayKey(day)} day={day} />
        ))}
      </ul>
      {results.length > most && (
        <Button onClick={() => setMost(most + SHOWN_AT_FIRST)}>{common.more}</Button>
      )}
      {hasMore && <p className={panel["quiet"]}>{words.firstOf(results.length, count)}</p>}
    </>
  );
}
