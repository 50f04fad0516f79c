import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { dataOf } from "../api/answer";
import { api, call } from "../api/client";
import type { Selection } from "../app/address";
import { useStore, useStorePart } from "../app/useStore";
import type { Stretch } from "../player";
import { useWatch } from "../watch/watch";
import {
  checkRange,
  estimatedBytes,
  missingIn,
  type CheckedRange,
  type Missing,
} from "./clipRange";

export interface KnownRange extends CheckedRange {
  missing: Missing;
  /** About how large its clip is; null where no file tells, undefined while that is looked up. */
  bytes: number | null | undefined;
  isLooping: boolean;
}

const NOTHING_MISSING: Missing = { gaps: [], lengthMs: 0, isKnown: false };

/** The range that is selected, and what is known of it. */
export function useRange(): KnownRange {
  const { selection, days, player, camera } = useWatch();
  const daysVersion = useStore(days);
  const selected = useStore(selection);
  const checked = useMemo(() => checkedNow(selected), [selected]);
  const { range } = checked;
  const missing = useMemo(
    () => (range ? missingIn(range, (atMs) => days.dayAt(atMs)) : NOTHING_MISSING),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- counts what is known of the days
    [range, days, daysVersion],
  );
  const isLooping = useStorePart(player, ({ loop }) => loop !== null);
  const recordedMs = range ? range.endMs - range.startMs - missing.lengthMs : 0;
  const bytes = useEstimate(camera.id, checked.problem ? null : range, recordedMs);
  return { ...checked, missing, bytes, isLooping };
}

function checkedNow(selected: Selection): CheckedRange {
  return checkRange(selected, Date.now());
}

const AROUND_MS = 600_000;

/** By what the files around weigh: asked for by tens of minutes, not anew for each second. */
function useEstimate(camera: number, range: Stretch | null, recordedMs: number) {
  const startMs = range && Math.floor(range.startMs / AROUND_MS) * AROUND_MS;
  const endMs = range && Math.ceil(range.endMs / AROUND_MS) * AROUND_MS;
  const { data } = useQuery({
    queryKey: ["weights", camera, startMs, endMs],
    enabled: startMs !== null && endMs !== null,
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      const start = new Date(startMs ?? 0).toISOString();
      const end = new Date(endMs ?? 0).toISOString();
      const query = { camera, start, end, page_size: 50 };
      return dataOf(await call(api.GET("/api/recordings/", { params: { query }, signal }))).results;
    },
  });
  return data && estimatedBytes(data, recordedMs);
}
