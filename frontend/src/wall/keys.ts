// The wall's keys: those of a camera's dialog, with the same meaning, and 1 to 9 for the cameras.

import { toggleFullScreen } from "../watch/fullScreen";
import type { Command } from "../watch/keys";
import { listenForKeys } from "../watch/keyListener";
import { movedBy } from "../watch/moves";
import { keysPreference } from "../watch/room";
import { spedUp } from "../watch/speeds";
import type { WallRoom } from "./room";
import type { Wall } from "./wall";

const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;
const ZOOM = 1.5;

export function moveBy(wall: Wall, byMs: number): void {
  const { isLive, isPaused } = wall.face.get();
  if (isLive && byMs > 0) return; // nothing is ahead of live
  const nowMs = Date.now();
  const toMs = movedBy(wall.clock.get() ?? nowMs, byMs, nowMs);
  if (toMs !== null) wall.open(toMs, byMs < 0);
  else if (!isPaused) wall.live();
}

export function zoomBy({ view, wall }: WallRoom, factor: number): void {
  const { startMs, lengthMs } = view.get();
  view.zoom(factor, wall.clock.get() ?? startMs + lengthMs / 2);
}

/** To the next footage after what all cameras lack, or the last before it. */
export function jumpGap({ wall }: WallRoom, direction: -1 | 1): void {
  const atMs = wall.clock.get();
  if (atMs === null) return;
  const found = [...wall.days.get().values()]
    .map((days) => days.nearGap(atMs, direction))
    .filter((moment) => moment !== null);
  if (found.length === 0) return;
  wall.open(direction === 1 ? Math.min(...found) : Math.max(...found), direction === -1);
}

const COMMANDS: Partial<Record<Command, (room: WallRoom) => void>> = {
  toggle: ({ wall }) => (wall.face.get().isPaused ? wall.play() : wall.pause()),
  forward({ wall }) {
    const { rate, isPaused, isLive } = wall.face.get();
    if (isLive) return; // nothing is ahead of live
    wall.setRate(spedUp(rate, isPaused, 1));
    wall.play();
  },
  back1: ({ wall }) => moveBy(wall, -SECOND_MS),
  forward1: ({ wall }) => moveBy(wall, SECOND_MS),
  back5: ({ wall }) => moveBy(wall, -5 * SECOND_MS),
  forward5: ({ wall }) => moveBy(wall, 5 * SECOND_MS),
  back60: ({ wall }) => moveBy(wall, -60 * SECOND_MS),
  forward60: ({ wall }) => moveBy(wall, 60 * SECOND_MS),
  previousDay: ({ wall }) => moveBy(wall, -DAY_MS),
  nextDay: ({ wall }) => moveBy(wall, DAY_MS),
  previousGap: (room) => jumpGap(room, -1),
  nextGap: (room) => jumpGap(room, 1),
  live: ({ wall }) => wall.live(),
  mute: ({ isMuted }) => isMuted.set(!isMuted.get()),
  goTo: ({ isTyping }) => isTyping.set(true),
  zoomIn: (room) => zoomBy(room, 1 / ZOOM),
  zoomOut: (room) => zoomBy(room, ZOOM),
  zoomDay: ({ view, wall }) =>
    view.show({ startMs: (wall.clock.get() ?? Date.now()) - DAY_MS / 2, lengthMs: DAY_MS }),
  fullScreen: toggleFullScreen,
  stepOut: (room) => room.close(),
};

export function listenForWallKeys(dialog: HTMLDialogElement, room: WallRoom): () => void {
  const pressed = (event: KeyboardEvent) => {
    const { code, target } = event;
    const isText = target instanceof HTMLElement && target.matches("input, select, textarea");
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code)?.[1];
    if (!digit || isText || keysPreference.get() === "off") return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const camera = room.cameras[Number(digit) - 1];
    const top = [...document.querySelectorAll("dialog:modal")].at(-1);
    if (camera === undefined || top !== dialog) return;
    event.preventDefault();
    room.main.set(camera);
  };
  dialog.addEventListener("keydown", pressed);
  const deaf = listenForKeys(dialog, (command) => COMMANDS[command]?.(room));
  return () => {
    dialog.removeEventListener("keydown", pressed);
    deaf();
  };
}
