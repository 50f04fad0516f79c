import { ArrowLeftRight } from "lucide-react";
import { useState } from "react";

import { NOTHING_SELECTED } from "../app/address";
import { replaceBy } from "../app/useAddress";
import { useCameras } from "../grid/cameras";
import { isFound } from "../grid/search";
import { Button, IconButton } from "../ui/Button";
import { Field } from "../ui/Field";
import { Popover } from "../ui/Popover";
import { useWords } from "../words";
import styles from "./Menu.module.css";
import { playNext } from "./openRoom";
import { useRoom } from "./room";

/** Another camera of the city, at the same moment. */
export function Swap() {
  const words = useWords().watch;
  return (
    <Popover
      label={words.swap}
      button={(invoker) => <IconButton {...invoker} icon={ArrowLeftRight} label={words.swap} />}
    >
      {() => <Cameras />}
    </Popover>
  );
}

function Cameras() {
  const { link, watch } = useRoom();
  const words = useWords();
  const [typed, setTyped] = useState("");
  const { city, id: here } = watch.camera;
  const { cameras = [] } = useCameras(city, words.common.language);
  const others = cameras.filter(({ id, name }) => id !== here && isFound(name, typed));
  return (
    <div className={styles["swap"]}>
      <Field
        type="search"
        label={words.watch.swapSearch}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {cameras.length > 0 && others.length === 0 && <p>{words.watch.swapNone}</p>}
      <ul>
        {others.map(({ id, name }) => (
          <li key={id}>
            <Button
              look="quiet"
              onClick={() => {
                if (!watch.player.get().isPaused) playNext(id);
                replaceBy({ ...link(), camera: id, selection: NOTHING_SELECTED });
              }}
            >
              {name}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
