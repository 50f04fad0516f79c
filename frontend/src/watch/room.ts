// A camera's dialog while it is open: what its parts share besides the footage.

import { createContext, useContext } from "react";

import type { Store } from "../app/store";
import { createPreference, oneOf } from "../app/preferences";
import type { CameraAddress } from "../app/address";
import type { Command } from "./keys";
import type { Watch } from "./watch";

/** Beside the picture, or over its lower half on a phone. */
export type Side = "clip" | "saved";
export type Overlay = "help" | "calendar" | "goTo";

export interface Room {
  /** Without the camera as it is now, and what a person may: both change while it is open. */
  footage: Omit<Watch, "camera" | "can">;
  stage: HTMLElement;
  side: Store<Side | null>;
  overlay: Store<Overlay | null>;
  /** Where this very moment is found. */
  link: () => CameraAddress;
  close: () => void;
}

export interface RoomInUse extends Room {
  watch: Watch;
  run: (command: Command) => void;
}

export const RoomContext = createContext<RoomInUse | null>(null);

export function useRoom(): RoomInUse {
  const room = useContext(RoomContext);
  if (!room) throw new Error("outside of a camera's dialog");
  return room;
}

/** Some work with a screen reader whose own keys are letters. */
export const keysPreference = createPreference("keys", "on", oneOf("on", "off"));
