// What plays again and again is what is selected: it follows an end that is moved.

import { stretchOf } from "./selecting";
import type { Watch } from "./watch";

const SETTLED_MS = 250;

/** Returns what ends it. */
export function keepLoop({ player, selection }: Pick<Watch, "player" | "selection">): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const follow = () => {
    const { loop } = player.get();
    const chosen = stretchOf(selection.get());
    const isSame = loop?.startMs === chosen?.startMs && loop?.endMs === chosen?.endMs;
    if (loop && !isSame) player.setLoop(chosen);
  };
  const unsubscribe = selection.subscribe(() => {
    clearTimeout(timer);
    timer = setTimeout(follow, SETTLED_MS);
  });
  return () => {
    clearTimeout(timer);
    unsubscribe();
  };
}
