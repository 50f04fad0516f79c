import { useEffect, useMemo, useRef, type RefObject } from "react";

import { createStore } from "../app/store";
import { useStore } from "../app/useStore";
import { useWords } from "../words";
import { useWatch } from "../watch/watch";
import { createFollow, type Follow } from "./follow";
import { listenForGestures } from "./gestures";
import styles from "./Track.module.css";
import { createTrack, type Track } from "./track";
import { useDayNames } from "./useDayNames";

export interface TrackElements {
  surface: RefObject<HTMLDivElement | null>;
  data: RefObject<HTMLCanvasElement | null>;
  overlay: RefObject<HTMLCanvasElement | null>;
  ruler: RefObject<HTMLDivElement | null>;
}

export interface Running {
  track: Track;
  follow: Follow;
}

const PHONE = "(pointer: coarse) and (max-width: 600px)";

/** On a phone the head stays in the middle and time moves under it. */
export function isPhone(): boolean {
  return matchMedia(PHONE).matches;
}

/** Null until the elements are there. */
export function useTrack(root: RefObject<HTMLElement | null>): [TrackElements, Running | null] {
  const { zone, player, view, days, selection } = useWatch();
  const words = useWords().timeline;
  const { bandName } = useDayNames();
  const elements: TrackElements = {
    surface: useRef(null),
    data: useRef(null),
    overlay: useRef(null),
    ruler: useRef(null),
  };
  const { surface, data, overlay, ruler } = elements;
  const running = useMemo(() => createStore<Running | null>(null), []);
  useEffect(() => {
    const parts = { root: root.current, surface: surface.current, data: data.current };
    const rest = { overlay: overlay.current, ruler: ruler.current };
    if (!parts.root || !parts.surface || !parts.data || !rest.overlay || !rest.ruler) return;
    const footage = { zone, player, view, days, selection };
    const track = createTrack(
      {
        root: parts.root,
        surface: parts.surface,
        data: parts.data,
        overlay: rest.overlay,
        ruler: rest.ruler,
      },
      footage,
      { band: bandName, gaps: words.shortReasons },
      { band: styles["band"] ?? "", label: styles["tickLabel"] ?? "" },
    );
    const follow = createFollow(footage, isPhone);
    const stop = listenForGestures({
      track,
      footage,
      follow,
      isFixed: isPhone,
    });
    running.set({ track, follow });
    return () => {
      stop();
      follow.destroy();
      track.destroy();
    };
  }, [
    zone,
    player,
    view,
    days,
    selection,
    words,
    bandName,
    root,
    surface,
    data,
    overlay,
    ruler,
    running,
  ]);
  return [elements, useStore(running)];
}
