import { useEffect, useState } from "react";

import { useStore } from "../app/useStore";
import { layoutKind, useWall } from "./room";
import { layoutOf } from "./wallLayout";
import { WallTile } from "./WallTile";
import styles from "./WallTiles.module.css";

export function WallTiles() {
  const { cameras, main: chosen } = useWall();
  const main = useStore(chosen);
  const kind = useStore(layoutKind);
  const isNarrow = useMedia("(max-width: 640px), (orientation: portrait)");
  const layout = layoutOf(cameras.length, cameras.indexOf(main), kind, isNarrow);
  return (
    <div
      className={styles["tiles"]}
      data-kind={kind}
      style={{
        gridTemplateColumns: layout.columns,
        gridTemplateRows: `repeat(${layout.rows}, minmax(${isNarrow ? "120px" : 0}, 1fr))`,
      }}
    >
      {cameras.map((camera, at) => {
        const place = layout.places[at];
        return place && <WallTile key={camera} camera={camera} number={at + 1} place={place} />;
      })}
    </div>
  );
}

function useMedia(query: string): boolean {
  const [list] = useState(() => matchMedia(query));
  const [matches, setMatches] = useState(list.matches);
  useEffect(() => {
    const changed = () => setMatches(list.matches);
    list.addEventListener("change", changed);
    return () => list.removeEventListener("change", changed);
  }, [list]);
  return matches;
}
