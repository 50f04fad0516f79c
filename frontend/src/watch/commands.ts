// What each command does. Keys and buttons are two ways to the same ones.

import { NOTHING_SELECTED } from "../app/address";
import { serverMs } from "../app/serverClock";
import { shownMs, stepDay } from "../timeline/openDay";
import { addDays, dateOf, zoneDay, zoneDayAt } from "../timeline/zone";
import { say } from "../ui/toasts";
import { currentWords } from "../words";
import { toggleFullScreen } from "./fullScreen";
import type { Command } from "./keys";
import { movedBy, plateBeside, wholeMs } from "./moves";
import type { RoomInUse, Side } from "./room";
import { isEmpty, stretchOf, withIn, withOut } from "./selecting";
import { saveSnapshot } from "./snapshot";
import { spedUp } from "./speeds";

type Run = (room: RoomInUse) => void;

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const ZOOM_STEP = 1.5;

export function openMoment({ watch }: RoomInUse, atMs: number | null): void {
  if (atMs === null) watch.player.live();
  else watch.player.open(atMs);
}

export function moveBy(room: RoomInUse, byMs: number): void {
  openMoment(room, movedBy(shownMs(room.watch), byMs, serverMs()));
}

/** What lies farther is found with the calendar. */
const DAYS_SEARCHED = 7;

/** Looks on into days that were not asked for yet, until something else is asked for. */
async function search(
  room: RoomInUse,
  { direction, find, nothing }: { direction: -1 | 1; find: () => number | null; nothing: string },
): Promise<void> {
  const { zone, days, player } = room.watch;
  const isWanted = player.intend();
  const from = dateOf(shownMs(room.watch), zone);
  let foundMs = find();
  for (let away = 0; foundMs === null && away <= DAYS_SEARCHED; away += 1) {
    const date = addDays(from, direction * away);
    if (zoneDay(date, zone).startMs > serverMs()) break;
    const day = await days.load(date);
    if (!isWanted()) return;
    foundMs = find();
    if (foundMs === null && !day) {
      // Who is signed out is asked for the password already.
      if (days.fault() !== "signed_out") say(currentWords().player.network, { tone: "bad" });
      return;
    }
  }
  if (foundMs === null) say(nothing, { tone: "bad" });
  else player.open(foundMs);
}

function toPlate(room: RoomInUse, direction: -1 | 1): void {
  const { player, days } = room.watch;
  const [fromMs, { isPaused }] = [shownMs(room.watch), player.get()];
  const find = () => plateBeside(days, fromMs, direction, isPaused);
  void search(room, { direction, find, nothing: currentWords().watch.noPlate });
}

function toGap(room: RoomInUse, direction: -1 | 1): void {
  const fromMs = shownMs(room.watch);
  const find = () => room.watch.days.nearGap(fromMs, direction);
  void search(room, { direction, find, nothing: currentWords().watch.noGap });
}

function speedUp({ watch: { player } }: RoomInUse, direction: -1 | 1): void {
  const { rate, isPaused, isLive } = player.get();
  if (isLive && direction === 1) return; // nothing is ahead of live
  player.setRate(spedUp(rate, isPaused, direction));
  player.play();
}

function zoom(room: RoomInUse, factor: number): void {
  const { view } = room.watch;
  const { startMs, lengthMs } = view.get();
  const atMs = shownMs(room.watch);
  const isInSight = atMs >= startMs && atMs <= startMs + lengthMs;
  view.zoom(factor, isInSight ? atMs : startMs + lengthMs / 2);
}

function showDay(room: RoomInUse): void {
  const { startMs, endMs } = zoneDayAt(shownMs(room.watch), room.watch.zone);
  room.watch.view.show({ startMs, lengthMs: endMs - startMs });
}

function select(room: RoomInUse, end: typeof withIn): void {
  const { player, selection } = room.watch;
  if (player.get().loop) player.setLoop(null);
  selection.set(end(selection.get(), wholeMs(shownMs(room.watch))));
}

function clearSelection({ watch: { player, selection } }: RoomInUse): void {
  if (player.get().loop) player.setLoop(null);
  selection.set(NOTHING_SELECTED);
}

function playSelection({ watch: { player, selection } }: RoomInUse): void {
  const stretch = stretchOf(selection.get());
  if (stretch) player.setLoop(stretch);
  else say(currentWords().watch.selectFirst, { tone: "bad" });
}

export function showSide(room: RoomInUse, side: Side): void {
  room.side.set(room.side.get() === side ? null : side);
}

/** What was opened last goes first; at the end the dialog itself. */
function stepOut(room: RoomInUse): void {
  const { overlay, side, watch } = room;
  if (overlay.get()) overlay.set(null);
  else if (side.get()) {
    side.set(null);
    room.stage.focus();
  } else if (!isEmpty(watch.selection.get())) clearSelection(room);
  else if (document.fullscreenElement) toggleFullScreen();
  else room.close();
}

export const COMMANDS: Record<Command, Run> = {
  toggle: ({ watch }) => watch.player.toggle(),
  reverse: (room) => speedUp(room, -1),
  forward: (room) => speedUp(room, 1),
  frameBack: ({ watch }) => watch.player.stepFrame(-1),
  frameForward: ({ watch }) => watch.player.stepFrame(1),
  back5: (room) => moveBy(room, -5 * SECOND_MS),
  forward5: (room) => moveBy(room, 5 * SECOND_MS),
  back1: (room) => moveBy(room, -SECOND_MS),
  forward1: (room) => moveBy(room, SECOND_MS),
  back60: (room) => moveBy(room, -MINUTE_MS),
  forward60: (room) => moveBy(room, MINUTE_MS),
  previousPlate: (room) => toPlate(room, -1),
  nextPlate: (room) => toPlate(room, 1),
  previousGap: (room) => toGap(room, -1),
  nextGap: (room) => toGap(room, 1),
  previousDay: ({ watch }) => void stepDay(watch, -1),
  nextDay: ({ watch }) => void stepDay(watch, 1),
  goTo: ({ overlay }) => overlay.set("goTo"),
  calendar: ({ overlay }) => overlay.set("calendar"),
  live: ({ watch }) => watch.player.live(),
  markIn: (room) => select(room, withIn),
  markOut: (room) => select(room, withOut),
  clearSelection,
  playSelection,
  createClip: (room) => showSide(room, "clip"),
  snapshot: ({ watch }) => void saveSnapshot(watch),
  zoomIn: (room) => zoom(room, 1 / ZOOM_STEP),
  zoomOut: (room) => zoom(room, ZOOM_STEP),
  zoomDay: showDay,
  mute: ({ watch: { player } }) => player.setMuted(!player.get().isMuted),
  fullScreen: toggleFullScreen,
  help: ({ overlay }) => overlay.set("help"),
  stepOut,
};
