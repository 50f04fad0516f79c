import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";

import { dataOf } from "../api/answer";
import { api, call } from "../api/client";
import type { Clip } from "../api/types";
import { follow } from "./following";
import { CLIPS, type ClipsPage } from "./clipLists";
import { isUnderWay } from "./clipStatus";

const PAGE_SIZE = 50;

export interface ClipFilter {
  city?: number;
  camera?: number;
  search?: string;
  status?: Clip["status"];
}

/** Newest first, page by page. What is being made of them is followed until it is done. */
export function useClips(filter: ClipFilter) {
  const query = useInfiniteQuery({
    queryKey: [CLIPS, filter],
    queryFn: async ({ pageParam, signal }) => {
      const asked = { ...filter, page: pageParam, page_size: PAGE_SIZE };
      return dataOf(await call(api.GET("/api/clips/", { params: { query: asked }, signal })));
    },
    placeholderData: keepPreviousData, // until the newly chosen ones are there
    initialPageParam: 1,
    getNextPageParam: (page: ClipsPage, _pages, number) => (page.next === null ? null : number + 1),
  });
  const { data } = query;
  // A clip that is made meanwhile moves the pages: one may come twice.
  const clips = useMemo(() => data && unique(data.pages.flatMap((page) => page.results)), [data]);
  useEffect(() => {
    for (const clip of clips ?? []) if (isUnderWay(clip)) follow(clip, false);
  }, [clips]);
  return { ...query, clips };
}

function unique(clips: Clip[]): Clip[] {
  return [...new Map(clips.map((clip) => [clip.id, clip])).values()];
}
