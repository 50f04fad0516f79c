import { useEffect, useRef, type KeyboardEvent, type MouseEvent, type PointerEvent } from "react";

import { cameraAddress, MOST_ON_WALL } from "../app/address";
import { goTo } from "../app/useAddress";
import { useStore } from "../app/useStore";
import { useMe } from "../session/session";
import { zoneOf } from "../session/zone";
import { say } from "../ui/toasts";
import { currentWords, useWords } from "../words";
import { current, page, selected, toggleSelected } from "./gridView";
import { lookAt } from "./liveTile";
import { Tile } from "./Tile";
import { moveOf, pictureWidth, rowsOf, type Arrangement, type PageShown } from "./tiles";
import styles from "./Tiles.module.css";
import type { Row } from "./useGrid";

interface TilesProps {
  /** Of this page. */
  rows: readonly Row[];
  arrangement: Arrangement;
  place: PageShown;
  withCity: boolean;
}

/** The page's cameras as a grid that the arrow keys go about in; one tile is in the tab order. */
export function Tiles({ rows, arrangement, place, withCity }: TilesProps) {
  const words = useWords().grid;
  const me = useMe();
  const chosen = useStore(selected);
  const ids = rows.map(({ camera }) => camera.id);
  const wanted = useStore(current);
  const at = Math.max(0, ids.indexOf(wanted ?? 0));
  const grid = useFocusThatFollows(ids[at] ?? null);
  const { columns, tilePx } = arrangement;

  const keys = (event: KeyboardEvent) => {
    const id = event.target instanceof HTMLElement && Number(event.target.dataset["camera"]);
    if (!id || event.altKey || event.metaKey) return;
    if (event.key === "Enter") goTo(cameraAddress(id));
    else if (event.key === " ") select(id);
    else {
      const move = moveOf(event.key, at, ids.length, columns);
      if (!move) return;
      if (move.kind === "page") turnPage(place, move.by);
      else tileOf(event.currentTarget, ids[move.index])?.focus();
    }
    event.preventDefault();
  };

  return (
    <div
      ref={grid}
      role="grid"
      aria-label={words.title}
      aria-description={words.gridAbout}
      aria-multiselectable
      className={styles["tiles"]}
      style={{ gridTemplateColumns: `repeat(${columns}, ${tilePx}px)` }}
      onKeyDown={keys}
      onPointerDown={({ pointerType }) => (pressedWith = pointerType)}
      onClick={clicked}
      onDoubleClick={(event) => open(cameraAt(event))}
      onPointerOver={hovered}
      onPointerLeave={() => lookAt(null)}
      onFocus={({ target }) => {
        const id = idOf(target);
        if (id !== null) current.set(id);
        if (target.matches(":focus-visible") && target.dataset["camera"]) lookAt(id);
      }}
      onBlur={() => lookAt(null)}
    >
      {rowsOf(rows, columns).map((row) => (
        <div key={row[0]?.camera.id} role="row" className={styles["row"]}>
          {row.map((each) => {
            const city = me?.cities.find(({ id }) => id === each.camera.city);
            return (
              <Tile
                key={each.camera.id}
                row={each}
                zone={zoneOf(me, each.camera.city)}
                cityName={(withCity && city?.name) || null}
                isCurrent={each.camera.id === ids[at]}
                isSelected={chosen.includes(each.camera.id)}
                pictureWidth={pictureWidth(tilePx, window.devicePixelRatio)}
                onSelect={select}
              />
            );
          })}
        </div>
      ))}
    </div>
  );
}

/** Whether the page was turned by a key, so that the focus goes on with it. */
let isToFollow = false;

function useFocusThatFollows(id: number | null) {
  const grid = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (id === null || !isToFollow || !grid.current) return;
    isToFollow = false;
    tileOf(grid.current, id)?.focus();
  }, [id]);
  return grid;
}

function turnPage(place: PageShown, by: -1 | 1): void {
  const to = place.page + by;
  if (to < 0 || to >= place.pages) return;
  isToFollow = true;
  current.set(null);
  page.set(to);
}

function tileOf(grid: Element, id: number | undefined): HTMLElement | null {
  return grid.querySelector<HTMLElement>(`[data-camera="${id ?? 0}"]`);
}

function select(camera: number): void {
  if (!toggleSelected(camera)) say(currentWords().grid.tooMany(MOST_ON_WALL), { tone: "bad" });
}

function open(camera: number | null): void {
  if (camera !== null) goTo(cameraAddress(camera));
}

/** Of the press that a click comes from: not all browsers tell it with the click. */
let pressedWith = "";

/** A finger opens at once: it has no double-click. Ctrl selects. */
function clicked(event: MouseEvent): void {
  const camera = cameraAt(event);
  if (camera === null) return;
  if (event.ctrlKey || event.metaKey) select(camera);
  else if (pressedWith === "touch") open(camera);
}

function hovered(event: PointerEvent): void {
  if (event.pointerType === "mouse") lookAt(idOf(event.target));
}

/** Null for what is pressed on a tile's own buttons. */
function cameraAt(event: MouseEvent): number | null {
  const isButton =
    event.target instanceof Element && event.target.closest("button, dialog, [popover]");
  return isButton ? null : idOf(event.target);
}

function idOf(target: EventTarget): number | null {
  const tile = target instanceof Element && target.closest<HTMLElement>("[data-camera]");
  return tile ? Number(tile.dataset["camera"]) : null;
}
