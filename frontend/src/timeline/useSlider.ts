import { useEffect, type RefObject } from "react";

import { serverMs } from "../app/serverClock";
import { useWatch } from "../watch/watch";
import { useWords } from "../words";
import { toldOf } from "./footage";
import { shownMs } from "./openDay";
import { useDayNames } from "./useDayNames";
import { localOf, zoneDayAt } from "./zone";

const STEP_MS = 5_000;
const PAGE_MS = 60_000;

/**
 * What a screen reader hears of the slider, once a second at most; and the keys that a slider has
 * when nobody else has taken them: the dialog's can be switched off.
 */
export function useSlider(slider: RefObject<HTMLElement | null>): void {
  const { zone, player, view, days } = useWatch();
  const words = useWords().timeline;
  const { long } = useDayNames();

  useEffect(() => {
    const element = slider.current;
    if (!element) return;
    let told = "";
    const tell = () => {
      const { wallMs } = player.get();
      const second = wallMs === null ? "" : `${Math.floor(wallMs / 1000)} ${days.get()}`;
      if (second === told && element.hasAttribute("aria-valuetext")) return;
      told = second;
      if (wallMs === null) {
        element.setAttribute("aria-valuetext", words.unknownMoment);
        return;
      }
      const day = zoneDayAt(wallMs, zone);
      const state = toldOf(days, wallMs);
      const said =
        state.kind === "recorded"
          ? words.recorded
          : state.kind === "gap"
            ? words.reasons[state.reason]
            : words.unknown;
      const clock = localOf(wallMs, zone).time;
      element.setAttribute("aria-valuemin", "0");
      element.setAttribute("aria-valuemax", String((day.endMs - day.startMs) / 1000));
      element.setAttribute("aria-valuenow", String(Math.floor((wallMs - day.startMs) / 1000)));
      element.setAttribute("aria-valuetext", words.spoken(clock, long(day.date), said));
    };
    element.removeAttribute("aria-valuetext"); // the words may be others now
    tell();
    const ends = [player.subscribe(tell), days.subscribe(tell)];
    return () => ends.forEach((end) => end());
  }, [slider, zone, player, days, words, long]);

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.target !== slider.current) return;
      const atMs = shownMs({ player, view });
      const day = zoneDayAt(atMs, zone);
      const wanted: Record<string, number> = {
        ArrowLeft: atMs - STEP_MS,
        ArrowDown: atMs - STEP_MS,
        ArrowRight: atMs + STEP_MS,
        ArrowUp: atMs + STEP_MS,
        PageDown: atMs - PAGE_MS,
        PageUp: atMs + PAGE_MS,
        Home: day.startMs,
        End: day.endMs - 1000,
      };
      const wantedMs = wanted[event.key];
      if (wantedMs === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      if (wantedMs >= serverMs()) player.live();
      else player.open(wantedMs);
    };
    // On the window, so that the dialog's keys come first.
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [slider, zone, player, view]);
}
