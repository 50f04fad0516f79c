// What each camera's recorder is doing, at most 5 s old: asked for every 4 s while it is looked at.

import { useQuery } from "@tanstack/react-query";

import { ApiFailure, errorOf, NETWORK_ERROR } from "../api/answer";
import { api, isSignedOut } from "../api/client";
import { POLL_MS, queries, showAtOnce } from "../api/queries";
import { useStore } from "../app/useStore";
import { withWish, type CameraState } from "./states";

const STATES = "camera-states";
const NONE: readonly CameraState[] = [];

interface Kept {
  tag: string;
  cameras: CameraState[];
}

/** By city: what the server said last, and the tag to ask again by. */
const kept = new Map<number, Kept>();

/** `askedAtMs` is when the server said last that they are so; 0: never yet. */
export function useCameraStates(cityId: number) {
  const { data, dataUpdatedAt } = useQuery({
    queryKey: [STATES, cityId],
    queryFn: ({ signal }) => askStates(cityId, signal),
    enabled: !useStore(isSignedOut),
    refetchInterval: POLL_MS,
    staleTime: POLL_MS - 500,
    retry: false,
  });
  return { states: data ?? NONE, askedAtMs: dataUpdatedAt };
}

async function askStates(cityId: number, signal: AbortSignal): Promise<CameraState[]> {
  const known = kept.get(cityId);
  const { data, error, response } = await api
    .GET("/api/cameras/states/", {
      params: { query: cityId ? { city: cityId } : {} },
      headers: known ? { "If-None-Match": known.tag } : {},
      cache: "no-store", // the browser's own memory would answer in the place of a 304
      signal,
    })
    .catch((fault: unknown) => {
      throw signal.aborted ? fault : new ApiFailure(NETWORK_ERROR);
    });
  if (response.status === 304 && known) return known.cameras;
  if (data) {
    kept.set(cityId, { tag: response.headers.get("ETag") ?? "", cameras: data.cameras });
    return data.cameras;
  }
  if (response.status === 401) isSignedOut.set(true);
  throw new ApiFailure(errorOf(response.status, error));
}

/** Shows at once what was asked of a camera, until what is answered is called. */
export function showWish(camera: number, isWanted: boolean): Promise<() => void> {
  return showAtOnce<CameraState[]>([STATES], (states) => withWish(states, camera, isWanted));
}

export async function refreshStates(): Promise<void> {
  await queries.invalidateQueries({ queryKey: [STATES] });
}
