import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { ApiFailure, dataOf } from "../api/answer";
import { api, call } from "../api/client";
import { queries } from "../api/queries";
import type { Camera } from "../api/types";
import { sortedByName } from "./search";

export const CAMERAS = "cameras";
const PAGE_SIZE = 500;
const MOST_PAGES = 20;
const KEPT_MS = 30_000;

/** Of one city, or of all (0): the current ones, sorted as people do. */
export function useCameras(cityId: number, language: string) {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: [CAMERAS, cityId],
    queryFn: ({ signal }) => allPages(cityId, signal),
    staleTime: KEPT_MS,
    refetchInterval: ({ state }) =>
      state.status === "error" && !isForbidden(state.error) ? 4_000 : false,
  });
  const cameras = useMemo(() => data && sortedByName(data, language), [data, language]);
  return { cameras, error, isPending, refetch };
}

function isForbidden(error: Error | null): boolean {
  return error instanceof ApiFailure && error.error.status === 401;
}

async function allPages(cityId: number, signal: AbortSignal): Promise<Camera[]> {
  const cameras: Camera[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const query = { page, page_size: PAGE_SIZE, ...(cityId ? { city: cityId } : {}) };
    const params = { query };
    const { results, next } = dataOf(await call(api.GET("/api/cameras/", { params, signal })));
    cameras.push(...results);
    if (!next) break;
  }
  return cameras;
}

/** What the grid knows of a camera already, so that its dialog need not wait. */
export function knownCamera(id: number): Camera | undefined {
  for (const [, cameras] of queries.getQueriesData<Camera[]>({ queryKey: [CAMERAS] })) {
    const found = cameras?.find((camera) => camera.id === id);
    if (found) return found;
  }
  return undefined;
}

export async function refreshCameras(): Promise<void> {
  await queries.invalidateQueries({ queryKey: [CAMERAS] });
}
