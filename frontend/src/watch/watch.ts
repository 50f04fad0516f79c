// What the parts of one camera's dialog share.

import { createContext, useContext } from "react";

import type { Camera } from "../api/types";
import type { Selection } from "../app/address";
import type { Store } from "../app/store";
import type { Player } from "../player";
import type { Capability } from "../session/session";
import type { DayStore } from "../timeline/dayStore";
import type { TimelineView } from "../timeline/view";

export interface Watch {
  camera: Camera;
  /** IANA name of the city's time zone: all hours on the screen are that city's. */
  zone: string;
  player: Player;
  /** What the timeline shows of time. */
  view: TimelineView;
  /** What is recorded when, of the days that were asked for. */
  days: DayStore;
  selection: Store<Selection>;
  can: (capability: Capability) => boolean;
}

export const WatchContext = createContext<Watch | null>(null);

export function useWatch(): Watch {
  const watch = useContext(WatchContext);
  if (!watch) throw new Error("outside of a camera's dialog");
  return watch;
}
