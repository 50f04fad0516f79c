import { Search } from "lucide-react";
import { useState } from "react";

import type { Clip } from "../api/types";
import { goTo } from "../app/useAddress";
import { useSettled } from "../app/useSettled";
import { useCameras } from "../grid/cameras";
import { useChosenCity, useMe } from "../session/session";
import { Button } from "../ui/Button";
import { useWords } from "../words";
import { ClipList } from "./ClipList";
import { useClips, type ClipFilter } from "./clipQueries";
import styles from "./ClipsPage.module.css";
import { addressOf } from "./SavedClips";

const STATUSES = ["ready", "cutting", "pending", "failed", "cancelled"] as const;
/** For a day, for whoever may bring them back. */
const DELETED = "deleted";
const NOTHING = { search: "", camera: 0, status: "" };

type Chosen = typeof NOTHING;
type Statuses = readonly Clip["status"][];
type CameraNames = readonly { id: number; name: string }[];
const NO_CAMERAS: CameraNames = [];

/** All the clips of the chosen city, or of all the person's. */
export function ClipsPage() {
  const { clips: words, common } = useWords();
  const city = useChosenCity()?.id;
  const cities = useMe()?.cities.filter(({ id }) => city === undefined || id === city) ?? [];
  const [chosen, setChosen] = useState(NOTHING);
  const cameras = useCameras(city ?? 0, common.language).cameras ?? NO_CAMERAS;
  const canManage = cities.some((own) => own.capabilities.includes("manage_clips"));
  const statuses: Statuses = canManage ? [...STATUSES, DELETED] : STATUSES;
  const filter = useFilter(chosen, city, cameras, statuses);
  const list = useClips(filter);
  const canCut = cities.some((own) => own.capabilities.includes("cut_clips"));
  const isFiltered = Boolean(filter.camera ?? filter.status ?? filter.search);
  const clear = <Button onClick={() => setChosen(NOTHING)}>{words.clearFilter}</Button>;
  const open = <Button onClick={() => goTo({ page: "grid" })}>{common.toCameras}</Button>;
  const hint = canCut ? words.noneHint : words.noneWatch;
  const none = { title: words.none, hint, action: open };
  const noneFound = { title: words.noneFound, hint: words.noneFoundHint, action: clear };
  return (
    <div className={styles["page"]}>
      <header className={styles["head"]}>
        <h1>{words.title}</h1>
        <Filters chosen={chosen} cameras={cameras} statuses={statuses} onChoose={setChosen} />
      </header>
      <div className={styles["body"]}>
        <h2 className="visually-hidden">{words.saved}</h2>
        <ClipList
          list={list}
          namesCamera
          empty={isFiltered ? noneFound : none}
          onShow={(clip: Clip) => goTo(addressOf(clip))}
        />
      </div>
    </div>
  );
}

/** What was chosen, as the list takes it; a camera of another city is none. */
function useFilter(
  chosen: Chosen,
  city: number | undefined,
  cameras: CameraNames,
  statuses: Statuses,
): ClipFilter {
  const search = useSettled(chosen.search.trim());
  const status = statuses.find((name) => name === chosen.status);
  const camera = cameras.find(({ id }) => id === chosen.camera)?.id;
  return {
    ...(city === undefined ? {} : { city }),
    ...(camera === undefined ? {} : { camera }),
    ...(search ? { search } : {}),
    ...(status ? { status } : {}),
  };
}

interface FiltersProps {
  chosen: Chosen;
  cameras: CameraNames;
  statuses: Statuses;
  onChoose: (chosen: Chosen) => void;
}

function Filters({ chosen, cameras, statuses, onChoose }: FiltersProps) {
  const words = useWords().clips;
  return (
    <search className={styles["filters"]}>
      <label className={styles["search"]}>
        <Search size={18} aria-hidden />
        <input
          type="search"
          aria-label={words.search}
          placeholder={words.search}
          value={chosen.search}
          onChange={(event) => onChoose({ ...chosen, search: event.target.value })}
        />
      </label>
      <select
        aria-label={words.camera}
        value={chosen.camera}
        onChange={(event) => onChoose({ ...chosen, camera: Number(event.target.value) })}
      >
        <option value={0}>{words.allCameras}</option>
        {cameras.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <select
        aria-label={words.status}
        value={chosen.status}
        onChange={(event) => onChoose({ ...chosen, status: event.target.value })}
      >
        <option value="">{words.allStatuses}</option>
        {statuses.map((status) => (
          <option key={status} value={status}>
            {words[status]}
          </option>
        ))}
      </select>
    </search>
  );
}
