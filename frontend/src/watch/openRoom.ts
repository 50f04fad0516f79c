// Makes what one camera's dialog works with, and ends it again.

import type { CameraAddress, Selection } from "../app/address";
import { serverMs } from "../app/serverClock";
import { createStore } from "../app/store";
import { createPlayer } from "../player";
import { createDayStore, createView } from "../timeline";
import { keepAddress } from "./addressKeeper";
import { keepLoop } from "./loopKeeper";
import type { Overlay, Room, Side } from "./room";

interface Opening {
  stage: HTMLElement;
  zone: string;
  address: CameraAddress;
  close: () => void;
}

/** Its dialog opens at once; a later one of the same camera is another visit. */
const SWAP_MS = 2_000;

let swapped = { camera: 0, untilMs: 0 };

/** The camera that is opened next plays, as the one before it did. */
export function playNext(camera: number): void {
  swapped = { camera, untilMs: performance.now() + SWAP_MS };
}

function goesOn(camera: number): boolean {
  return swapped.camera === camera && performance.now() < swapped.untilMs;
}

export function openRoom({ stage, zone, address, close }: Opening): {
  room: Room;
  end: () => void;
} {
  const view = createView(address.atMs ?? serverMs(), address.zoomMs);
  const days = createDayStore(address.camera, zone);
  const player = createPlayer({ camera: address.camera, stage });
  const selection = createStore<Selection>(address.selection);
  if (address.atMs === null) player.live();
  else {
    // A moment that was asked for is looked at: it stands still until someone lets it go on.
    if (goesOn(address.camera)) player.play();
    else player.pause();
    player.open(address.atMs);
  }
  const keeper = keepAddress({ player, view, selection }, address);
  const endOfLoop = keepLoop({ player, selection });
  const room: Room = {
    footage: { zone, player, view, days, selection },
    stage,
    side: createStore<Side | null>(null),
    overlay: createStore<Overlay | null>(null),
    link: keeper.now,
    close,
  };
  return {
    room,
    end() {
      keeper.end();
      endOfLoop();
      days.destroy();
      player.destroy();
    },
  };
}

/** The same dialog is sent to another address: back and forward in the browser, a clip's link. */
export function followAddress({ footage }: Room, address: CameraAddress): void {
  const { player, view, selection } = footage;
  selection.set(address.selection);
  if (address.atMs === null) player.live();
  else player.open(address.atMs);
  if (address.zoomMs !== null) {
    const atMs = address.atMs ?? serverMs();
    view.show({ startMs: atMs - address.zoomMs / 2, lengthMs: address.zoomMs });
  } else if (address.atMs !== null) view.keepInSight(address.atMs);
}
