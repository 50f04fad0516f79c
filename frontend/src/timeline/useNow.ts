import { serverNow } from "../app/serverClock";
import { useStorePart } from "../app/useStore";
import { dateOf } from "./zone";

const MINUTE_MS = 60_000;

/** The minute that it is; drawn anew with the next one. */
export function useNow(): number {
  return useStorePart(serverNow, (nowMs) => Math.floor(nowMs / MINUTE_MS) * MINUTE_MS);
}

/** The city's. */
export function useToday(zone: string): string {
  return useStorePart(serverNow, (nowMs) => dateOf(nowMs, zone));
}
