// Lists of clips as the client remembers them; what is done to one is seen in all of them at once.

import type { InfiniteData } from "@tanstack/react-query";

import { queries, showAtOnce } from "../api/queries";
import type { Clip } from "../api/types";

/** The first part of the key of every list. */
export const CLIPS = "clips";

export interface ClipsPage {
  results: Clip[];
  next: string | null;
}

type Pages = InfiniteData<ClipsPage, number>;

/** The clip as it is now, wherever it is listed. */
export function putClip(clip: Clip): void {
  changeLists((clips) => clips.map((other) => (other.id === clip.id ? clip : other)));
}

/** At once; what is answered brings it back. */
export function dropClip(id: number): Promise<() => void> {
  const without = (clips: Clip[]) => clips.filter((clip) => clip.id !== id);
  return showAtOnce<Pages>([CLIPS], (data) => changed(data, without));
}

export async function refreshClips(): Promise<void> {
  await queries.invalidateQueries({ queryKey: [CLIPS] });
}

function changeLists(change: (clips: Clip[]) => Clip[]): void {
  queries.setQueriesData<Pages>({ queryKey: [CLIPS] }, (data) => data && changed(data, change));
}

function changed(data: Pages, change: (clips: Clip[]) => Clip[]): Pages {
  const pages = data.pages.map((page) => ({ ...page, results: change(page.results) }));
  return { ...data, pages };
}
