import { TriangleAlert } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import { later } from "../app/later";
import { useAddress } from "../app/useAddress";
import { useStore, useStorePart } from "../app/useStore";
import { useChosenCity, useMe } from "../session/session";
import { Button } from "../ui/Button";
import { Notice } from "../ui/Notice";
import { useWords } from "../words";
import { ageIn } from "./age";
import { NoCamera, NoCity, NoMatch } from "./GridEmpty";
import styles from "./GridPage.module.css";
import { GridTools } from "./GridTools";
import { layout, page } from "./gridView";
import { lookAt } from "./liveTile";
import { pausePictures } from "./pictures";
import { SelectionBar } from "./SelectionBar";
import { serverNow } from "../app/serverClock";
import { StateChips } from "./StateChips";
import { Tiles } from "./Tiles";
import { arrange, CAPTION_PX, pageOf } from "./tiles";
import { useGrid } from "./useGrid";
import { useRoom } from "./useRoom";

const AddCamera = later(async () => (await import("./AddCamera")).AddCamera);

/** The cameras, with what each sees and does now. */
export function GridPage() {
  const words = useWords().grid;
  const grid = useGrid();
  const cities = useMe()?.cities ?? [];
  const city = useChosenCity();
  const [isAdding, setAdding] = useState(false);
  useRestWhileHidden();
  const addable = cities.filter(
    ({ id, capabilities }) => (!city || city.id === id) && capabilities.includes("manage_cameras"),
  );
  return (
    <div className={styles["page"]}>
      <h1 className="visually-hidden">{words.title}</h1>
      <Body grid={grid} onAdd={addable.length > 0 ? () => setAdding(true) : null} />
      <StatesAge askedAtMs={grid.askedAtMs} />
      <SelectionBar />
      {isAdding && <AddCamera cities={addable} onClose={() => setAdding(false)} />}
    </div>
  );
}

interface BodyProps {
  grid: ReturnType<typeof useGrid>;
  onAdd: (() => void) | null;
}

function Body({ grid, onAdd }: BodyProps) {
  const scroll = useRef<HTMLDivElement>(null);
  const room = useRoom(scroll);
  const { rows, counts, all } = grid;
  const captionPx = CAPTION_PX[matchMedia("(pointer: coarse)").matches ? "coarse" : "fine"];
  const arrangement = arrange(useStore(layout), room?.width ?? 0, room?.height ?? 0, captionPx);
  const place = pageOf(rows.length, arrangement.perPage, useStore(page));
  const hasCities = (useMe()?.cities.length ?? 0) > 1;
  const isOfAll = useChosenCity() === null;
  return (
    <>
      <GridTools place={place} total={rows.length} onAdd={onAdd}>
        <StateChips counts={counts} all={all} />
      </GridTools>
      <div ref={scroll} className={styles["scroll"]}>
        {room && rows.length > 0 ? (
          <Tiles
            rows={rows.slice(place.from, place.to)}
            arrangement={arrangement}
            place={place}
            withCity={isOfAll && hasCities}
          />
        ) : (
          <WithoutTiles grid={grid} perPage={arrangement.perPage} onAdd={onAdd} />
        )}
      </div>
    </>
  );
}

function WithoutTiles({ grid, perPage, onAdd }: BodyProps & { perPage: number }) {
  const words = useWords();
  const cityCount = useMe()?.cities.length ?? 0;
  const { cameras, error, refetch } = grid;
  if (cityCount === 0) return <NoCity />;
  if (cameras?.length === 0) return <NoCamera onAdd={onAdd} />;
  if (cameras) return <NoMatch />;
  if (!error) return <Skeleton count={Math.min(9, perPage)} />;
  return (
    <div className={styles["empty"]} role="alert">
      <p>{words.grid.failedToLoad}</p>
      <Button onClick={() => void refetch()}>{words.common.retry}</Button>
    </div>
  );
}

/** Behind a camera's dialog nothing is asked for that nobody sees. */
function useRestWhileHidden(): void {
  const isSeen = useAddress().page === "grid";
  useEffect(() => {
    pausePictures(!isSeen);
    if (!isSeen) lookAt(null);
    return () => {
      pausePictures(true);
      lookAt(null);
    };
  }, [isSeen]);
}

const STATES_OLD_MS = 10_000;

/** States are at most 5 s old; when they are not, that is said. */
function StatesAge({ askedAtMs }: { askedAtMs: number }) {
  const words = useWords().grid;
  const age = useStorePart(serverNow, () => {
    const ageMs = Date.now() - askedAtMs;
    return askedAtMs > 0 && ageMs > STATES_OLD_MS ? ageIn(words.age, ageMs) : "";
  });
  return (
    <Notice icon={TriangleAlert} className={styles["old"]}>
      {age && words.statesOld(age)}
    </Notice>
  );
}

function Skeleton({ count }: { count: number }) {
  const words = useWords().common;
  return (
    <div className={styles["skeleton"]}>
      <span className="visually-hidden" role="status">
        {words.loading}
      </span>
      {Array.from({ length: count }, (_, at) => (
        <div key={at} />
      ))}
    </div>
  );
}
