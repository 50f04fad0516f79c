import { useEffect, useMemo } from "react";

import type { Camera } from "../api/types";
import { useStore } from "../app/useStore";
import { useChosenCity } from "../session/session";
import { useWords } from "../words";
import { useCameraStates } from "./cameraStates";
import { refreshCameras, useCameras } from "./cameras";
import { group, typed } from "./gridView";
import { isFound } from "./search";
import { countGroups, stateShown, type CameraState, type StateShown } from "./states";

/** What a tile tells of its camera's recorder. */
export interface Row {
  camera: Camera;
  shown: StateShown;
  /** Of a fault, in words. */
  message: string | null;
}

/** The cameras that are looked for, with their states. */
export function useGrid() {
  const cityId = useChosenCity()?.id ?? 0;
  const { language } = useWords().common;
  const { cameras, error, refetch } = useCameras(cityId, language);
  const { states, askedAtMs } = useCameraStates(cityId);
  const wanted = useStore(typed);
  const wantedGroup = useStore(group);
  useNewcomers(cameras, states);
  const named = useMemo(() => {
    const known = new Map(states.map((state) => [state.id, state]));
    const found = cameras?.filter(({ name }) => isFound(name, wanted)) ?? [];
    return found.map((camera) => rowOf(camera, known.get(camera.id)));
  }, [cameras, states, wanted]);
  const rows = wantedGroup ? named.filter(({ shown }) => shown.group === wantedGroup) : named;
  const counts = useMemo(() => countGroups(named.map(({ shown }) => shown)), [named]);
  return { cameras, rows, counts, error, refetch, askedAtMs, all: named.length };
}

function rowOf(camera: Camera, state: CameraState | undefined): Row {
  return { camera, shown: stateShown(state ?? camera), message: state?.message ?? null };
}

/** A camera that came or went elsewhere is seen in the states: then the list is asked for anew. */
function useNewcomers(cameras: Camera[] | undefined, states: readonly CameraState[]): void {
  useEffect(() => {
    if (!cameras || states.length === 0) return;
    const known = new Set(cameras.map(({ id }) => id));
    const isSame = states.length === known.size && states.every(({ id }) => known.has(id));
    if (!isSame) void refreshCameras();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the list may lag behind for a moment
  }, [states]);
}
