import { useQuery, type UseQueryResult } from "@tanstack/react-query";

import { dataOf } from "../api/answer";
import { api, call } from "../api/client";
import type { Days } from "../api/types";

/** What there is of each day of a month (2026-11). */
export function useDaysOfMonth(camera: number, month: string | null): UseQueryResult<Days> {
  return useQuery({
    queryKey: ["days", camera, month],
    enabled: month !== null,
    queryFn: async ({ signal }) => {
      const query = month === null ? {} : { month };
      const params = { path: { camera_id: camera }, query };
      const asked = api.GET("/api/playback/cameras/{camera_id}/days/", { params, signal });
      return dataOf(await call(asked));
    },
    staleTime: 30_000,
  });
}
