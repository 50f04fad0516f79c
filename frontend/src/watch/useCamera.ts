import { useQuery } from "@tanstack/react-query";

import { dataOf } from "../api/answer";
import { api, call } from "../api/client";
import type { Camera } from "../api/types";
import { knownCamera } from "../grid/cameras";
import { useCameraStates } from "../grid/cameraStates";
import type { CameraState } from "../grid/states";
import { useChosenCity } from "../session/session";

/** At once where the grid has it already. */
export function useCamera(id: number) {
  return useQuery({
    queryKey: ["camera", id],
    queryFn: async ({ signal }) => {
      const params = { path: { camera_id: id } };
      return dataOf(await call(api.GET("/api/cameras/{camera_id}/", { params, signal })));
    },
    initialData: () => knownCamera(id),
    initialDataUpdatedAt: 0, // shown, and asked for all the same
    staleTime: 60_000,
  });
}

/** What its recorder is doing, from the same answers as the grid behind the dialog. */
export function useCameraState(camera: Camera): CameraState | undefined {
  const chosen = useChosenCity()?.id ?? 0;
  const { states } = useCameraStates(chosen === 0 ? 0 : camera.city);
  return states.find(({ id }) => id === camera.id);
}
