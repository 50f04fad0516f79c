import { useContext } from "react";

import { cameraAddress } from "../app/address";
import { goTo } from "../app/useAddress";
import type { Clip } from "../api/types";
import { WatchContext } from "../watch/watch";
import { useWords } from "../words";
import { ClipList } from "./ClipList";
import { useClips } from "./clipQueries";

/** A camera's clips, in its dialog; without a camera all that one may see. */
export function SavedClips({ camera }: { camera?: number }) {
  const watch = useContext(WatchContext);
  const words = useWords().clips;
  const list = useClips(camera === undefined ? {} : { camera });
  const canCut = watch?.can("cut_clips") ?? false;

  function show(clip: Clip): void {
    const address = addressOf(clip);
    if (watch?.camera.id !== clip.camera) {
      goTo(address);
      return;
    }
    const { atMs, selection, zoomMs } = address;
    watch.player.setLoop(null);
    watch.selection.set(selection);
    watch.view.show({ startMs: atMs - zoomMs / 4, lengthMs: zoomMs });
    watch.player.open(atMs);
  }

  return (
    <ClipList
      list={list}
      namesCamera={camera === undefined}
      empty={{ title: words.noneHere, hint: canCut ? words.noneHereHint : words.noneWatch }}
      onShow={show}
    />
  );
}

const LEAST_SHOWN_MS = 60_000;

/** Where the clip was cut: its range selected, with as much again around it. */
export function addressOf(clip: Clip) {
  const inMs = Date.parse(clip.start_time);
  const outMs = Date.parse(clip.end_time);
  const zoomMs = Math.max(2 * (outMs - inMs), LEAST_SHOWN_MS);
  return { ...cameraAddress(clip.camera), atMs: inMs, zoomMs, selection: { inMs, outMs } };
}
