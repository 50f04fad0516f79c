// Opens the wall, and keeps the browser's address at what it shows.

import { pathOf, type WallAddress } from "../app/address";
import { createStore } from "../app/store";
import { noteAddress } from "../app/useAddress";
import { isInSight } from "../timeline/scale";
import { createView } from "../timeline/view";
import { createWall } from "./wall";
import { addressOf, type WallRoom } from "./room";

const SIX_HOURS_MS = 6 * 3_600_000;
/** Browsers refuse more than about three a second for long. */
const NOTED_EVERY_MS = 1_000;
const LEAP_MS = 3_000;

export interface OpenedWall {
  room: WallRoom;
  address: () => WallAddress;
  end: () => void;
}

export function openWallRoom(address: WallAddress, close: () => void): OpenedWall {
  const [first = 0] = address.cameras;
  const wall = createWall(address.atMs);
  const room: WallRoom = {
    cameras: address.cameras,
    wall,
    main: createStore(first),
    view: createView(address.atMs ?? Date.now(), SIX_HOURS_MS),
    isMuted: createStore(true),
    isTyping: createStore(false),
    close,
  };
  wall.lead(first);
  const ends = [keepAddress(room), keepInSight(room)];
  return {
    room,
    address: () => addressOf(room),
    end() {
      for (const end of ends) end();
      wall.destroy();
    },
  };
}

/** The play head stays in sight, unless somebody looks elsewhere; a leap leads there in any case. */
function keepInSight({ wall, view }: WallRoom): () => void {
  let lastMs = wall.clock.get();
  return wall.clock.subscribe(() => {
    const atMs = wall.clock.get();
    const wasInSight = lastMs === null || isInSight(view.get(), lastMs, 0);
    const hasLeapt = lastMs !== null && atMs !== null && Math.abs(atMs - lastMs) > LEAP_MS;
    const { isGathering } = wall.face.get();
    lastMs = atMs;
    if (atMs !== null && (hasLeapt || (wasInSight && !isGathering))) view.keepInSight(atMs);
  });
}

/** What is played is noted when it stands, leaps, or another camera becomes the main one. */
function keepAddress(room: WallRoom): () => void {
  const { wall, main } = room;
  let noted = pathOf(addressOf(room));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    timer = undefined;
    const address = addressOf(room);
    const path = pathOf(address);
    if (path !== noted) noteAddress(address);
    noted = path;
  };
  const soon = () => (timer ??= setTimeout(write, NOTED_EVERY_MS));
  const led = () => {
    wall.lead(main.get());
    soon();
  };
  const ends = [wall.face.subscribe(soon), main.subscribe(led)];
  return () => {
    clearTimeout(timer);
    for (const end of ends) end();
  };
}
