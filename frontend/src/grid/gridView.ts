// What of the grid is shown: kept while the client is open, so that coming back loses no place.

import { MOST_ON_WALL } from "../app/address";
import { createPreference, oneOf } from "../app/preferences";
import { createStore } from "../app/store";
import { chosenCity } from "../session/session";
import type { StateGroup } from "./states";
import { LAYOUTS, type Layout } from "./tiles";

export const layout = createPreference<Layout>("layout", "9", oneOf(...LAYOUTS));
export const typed = createStore("");
export const group = createStore<StateGroup | null>(null);
/** From 0. */
export const page = createStore(0);
/** The tile that the keys act on. */
export const current = createStore<number | null>(null);
/** To be watched together, in the order in which they were chosen. */
export const selected = createStore<readonly number[]>([]);

// Another list begins with its first page.
for (const store of [layout, typed, group, chosenCity]) store.subscribe(() => page.set(0));

/** False: there are as many already as can be watched together. */
export function toggleSelected(camera: number): boolean {
  const chosen = selected.get();
  if (chosen.includes(camera)) selected.set(chosen.filter((id) => id !== camera));
  else if (chosen.length >= MOST_ON_WALL) return false;
  else selected.set([...chosen, camera]);
  return true;
}

export function showAll(): void {
  typed.set("");
  group.set(null);
}
