// Which tile plays live: one at a time, the one that is looked at for a while.

import { createStore } from "../app/store";

const LOOKED_AT_MS = 400;

export const liveTile = createStore<number | null>(null);
/** Whether its first frame is there. */
export const isLivePlaying = createStore(false);
let waiting: ReturnType<typeof setTimeout> | undefined;

const isCalm = matchMedia("(prefers-reduced-motion: reduce)");
const isSparing = matchMedia("(prefers-reduced-data: reduce)");

/** Nothing moves by itself for those who asked for calm, or pay for their data. */
function isWelcome(): boolean {
  return !isCalm.matches && !isSparing.matches && !savesData();
}

function savesData(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  return connection?.saveData ?? false;
}

/** After a moment; null: none, at once. */
export function lookAt(camera: number | null): void {
  clearTimeout(waiting);
  if (camera === liveTile.get()) return;
  liveTile.set(null);
  if (camera === null || !isWelcome()) return;
  waiting = setTimeout(() => liveTile.set(camera), LOOKED_AT_MS);
}
