// The server's time, which is what happened and pictures are dated by: a desk's own clock may be
// minutes off.

import { createStore } from "./store";

const TICK_MS = 5_000;

let aheadMs = 0;

/** Now, to the millisecond; for what is drawn again as time goes by there is `serverNow`. */
export const serverMs = () => Date.now() + aheadMs;
export const serverNow = createStore(serverMs());
setInterval(() => serverNow.set(serverMs()), TICK_MS);

/** Of an answer's Date header, which knows whole seconds. */
export function heardDate(header: string | null): void {
  const told = Date.parse(header ?? "");
  if (Number.isNaN(told)) return;
  const difference = told + 500 - Date.now();
  if (Math.abs(difference - aheadMs) <= 2_000) return;
  aheadMs = difference;
  serverNow.set(serverMs());
}
