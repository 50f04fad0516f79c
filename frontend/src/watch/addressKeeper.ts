// Keeps the browser's address at what is shown, so that reloading or passing it on leads there.

import { pathOf, type CameraAddress } from "../app/address";
import { noteAddress } from "../app/useAddress";
import { isLeap, wholeMs, type Seen } from "./moves";
import type { Watch } from "./watch";

/** Browsers refuse more than about three a second for long. */
const AT_MOST_EVERY_MS = 350;

export interface AddressKeeper {
  now: () => CameraAddress;
  end: () => void;
}

type Shown = Pick<Watch, "player" | "view" | "selection">;

/** `opened` counts until something else is shown. */
export function keepAddress(shown: Shown, opened: CameraAddress): AddressKeeper {
  const { player, view, selection } = shown;
  const firstLengthMs = view.get().lengthMs;
  let noted = pathOf(opened);
  let timer: ReturnType<typeof setTimeout> | undefined;

  const now = (): CameraAddress => {
    const { isLive, isPaused, wallMs } = player.get();
    const { lengthMs } = view.get();
    return {
      page: "camera",
      camera: opened.camera,
      atMs: isLive && !isPaused ? null : wallMs === null ? opened.atMs : wholeMs(wallMs),
      zoomMs: lengthMs === firstLengthMs ? opened.zoomMs : lengthMs,
      selection: selection.get(),
    };
  };
  const write = () => {
    timer = undefined;
    const path = pathOf(now());
    if (path === noted) return;
    noted = path;
    noteAddress(now());
  };
  const soon = () => {
    timer ??= setTimeout(write, AT_MOST_EVERY_MS);
  };

  let wasPaused = player.get().isPaused;
  let wasLive = player.get().isLive;
  let seen: Seen | null = null;
  const looked = () => {
    const { isPaused, isLive, wallMs, rate } = player.get();
    const after: Seen | null = wallMs === null ? null : { wallMs, clockMs: performance.now() };
    const hasLeapt = after !== null && (seen === null || isLeap(seen, after, isPaused ? 0 : rate));
    const isOther = isPaused !== wasPaused || isLive !== wasLive;
    const hasStepped = isPaused && after?.wallMs !== seen?.wallMs;
    if (isOther || hasLeapt || hasStepped) soon();
    [wasPaused, wasLive, seen] = [isPaused, isLive, after];
  };

  const ends = [player.subscribe(looked), view.subscribe(soon), selection.subscribe(soon)];
  window.addEventListener("pagehide", write);
  return {
    now,
    end() {
      clearTimeout(timer);
      window.removeEventListener("pagehide", write);
      for (const end of ends) end();
    },
  };
}
