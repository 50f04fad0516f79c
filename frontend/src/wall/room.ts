// What the parts of the wall share.

import { createContext, useContext } from "react";

import type { WallAddress } from "../app/address";
import { createPreference, oneOf } from "../app/preferences";
import type { Store } from "../app/store";
import type { TimelineView } from "../timeline/view";
import type { Wall } from "./wall";
import type { LayoutKind } from "./wallLayout";

export interface WallRoom {
  /** In the order of their numbers, 1 to 9. */
  cameras: readonly number[];
  wall: Wall;
  /** The camera that is shown large, and heard. */
  main: Store<number>;
  view: TimelineView;
  isMuted: Store<boolean>;
  isTyping: Store<boolean>;
  close: () => void;
}

export const WallContext = createContext<WallRoom | null>(null);

export function useWall(): WallRoom {
  const room = useContext(WallContext);
  if (!room) throw new Error("outside of the wall");
  return room;
}

export const layoutKind = createPreference<LayoutKind>("wall", "main", oneOf("main", "equal"));

/** The main camera comes first in the address. */
export function addressOf({ cameras, wall, main }: WallRoom): WallAddress {
  const first = main.get();
  const others = cameras.filter((camera) => camera !== first);
  const atMs = wall.face.get().isLive ? null : wall.clock.get();
  return {
    page: "wall",
    cameras: [first, ...others],
    atMs: atMs === null ? null : Math.round(atMs),
  };
}
