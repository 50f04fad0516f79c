import type { Clip } from "../api/types";
import { useCan, useMe } from "../session/session";
import { zoneOf } from "../session/zone";

export interface ClipRights {
  /** Also the marked copy. */
  canCut: boolean;
  /** Rename, cancel, try again: their own of an operator's, any of an owner's. */
  canChange: boolean;
  /** Delete and share. */
  canManage: boolean;
  /** Of the clip's city. */
  zone: string;
}

export function useClipRights(clip: Clip): ClipRights {
  const me = useMe();
  const can = useCan(clip.city);
  const canManage = can("manage_clips");
  const canCut = can("cut_clips");
  return {
    canCut,
    canManage,
    canChange: canManage || (canCut && clip.user === me?.username),
    zone: zoneOf(me, clip.city),
  };
}
