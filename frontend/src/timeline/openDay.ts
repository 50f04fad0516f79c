// Another day of the camera: the same hour there, or as near to it as there is footage.

import { serverMs } from "../app/serverClock";
import type { Watch } from "../watch/watch";
import { footageNear } from "./footage";
import { centred, isInSight } from "./scale";
import { sameHour } from "./ticks";
import { addDays, dateOf, zoneDay } from "./zone";

/** From so much on, a view is one of a day and shows the whole of the next one. */
const DAY_VIEW_MS = 20 * 3_600_000;

type Opening = Pick<Watch, "zone" | "player" | "view" | "days">;

/** Of the picture, which may be sought; without one now, or what the timeline shows of the past. */
export function shownMs({ player, view }: Pick<Watch, "player" | "view">): number {
  const range = view.get();
  const nowMs = serverMs();
  const middleMs = range.startMs + range.lengthMs / 2;
  return player.get().wallMs ?? (isInSight(range, nowMs, 0) ? nowMs : Math.min(middleMs, nowMs));
}

/** Unless something else is asked for before the day is known. */
export async function openDay(watch: Opening, date: string): Promise<void> {
  const { zone, player, view, days } = watch;
  const isWanted = player.intend();
  const atMs = sameHour(shownMs(watch), date, zone);
  showDay(watch, date, atMs);
  if (atMs >= serverMs()) {
    player.live();
    return;
  }
  const day = await days.load(date);
  if (!isWanted()) return;
  const wantedMs = (day && footageNear(day, atMs)) ?? atMs;
  player.open(wantedMs);
  if (view.get().lengthMs < DAY_VIEW_MS) view.keepInSight(wantedMs);
}

export function stepDay(watch: Opening, by: -1 | 1): Promise<void> {
  return openDay(watch, addDays(dateOf(shownMs(watch), watch.zone), by));
}

function showDay({ view, zone }: Opening, date: string, atMs: number) {
  const { lengthMs } = view.get();
  const { startMs, endMs } = zoneDay(date, zone);
  if (lengthMs < DAY_VIEW_MS) view.show(centred(atMs, lengthMs));
  else view.show({ startMs, lengthMs: endMs - startMs });
}
