import { Commands } from "./commands";
import type { Player, PlayerSource } from "./controls";
import { Engine } from "./engine";

export type {
  Capture,
  Player,
  PlayerSnapshot,
  PlayerSource,
  PlayerState,
  Stretch,
} from "./controls";

let hls: Promise<typeof import("./hls")> | undefined;

/** Asked for again when it could not be had. */
function loadHls(): Promise<typeof import("./hls")> {
  hls ??= import("./hls").catch((fault: unknown) => {
    hls = undefined;
    throw fault;
  });
  return hls;
}

// On its way while the dialog asks for its camera; a failure is told when something is opened.
loadHls().catch(() => undefined);

export function createPlayer(source: PlayerSource): Player {
  return new Commands(new Engine(source, loadHls), source.keepsSound ?? true);
}
