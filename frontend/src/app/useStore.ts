import { useSyncExternalStore } from "react";

import type { Store } from "./store";

export function useStore<T>(store: Pick<Store<T>, "get" | "subscribe">): T {
  return useSyncExternalStore(store.subscribe, store.get);
}

/** A part of it; `select` must answer the same (`Object.is`) for the same value. */
export function useStorePart<T, P>(
  store: Pick<Store<T>, "get" | "subscribe">,
  select: (value: T) => P,
): P {
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
