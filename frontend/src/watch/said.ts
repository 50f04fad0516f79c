// What is said over the picture, and what can be done about it. Pure: a table of states.

import type { PlayerSnapshot } from "../player";
import type { GapReason } from "../timeline/dayStore";
import { BEFORE_END_MS } from "../timeline/gaps";
import type { Words } from "../words";

export type Action =
  | { kind: "open"; atMs: number; label: string }
  | { kind: "live" | "again" | "download" | "leave"; label: string };

export interface Said {
  title: string;
  detail: string;
  actions: readonly Action[];
  /** At the edge of the picture, which goes on. */
  isQuiet: boolean;
}

export interface Situation extends Pick<PlayerSnapshot, "state" | "isLive" | "codecs" | "nearest"> {
  /** Why nothing is recorded there, where that is known. */
  reason: GapReason | null;
  /** What the server says of a camera that does not record now; empty when it does. */
  fault: string;
  /** A moment as it is named beside the one that is shown. */
  named: (atMs: number) => string;
}

type Sayings = Words["player"];

/** Null when the picture speaks for itself. */
export function sayingOf(told: Situation, words: Sayings): Said | null {
  const again: Action = { kind: "again", label: words.again };
  switch (told.state) {
    case "gap":
      return told.isLive ? noLive(told, words) : gap(told, words);
    case "end":
      return said(words.end, words.endDetail, [
        { kind: "live", label: words.goLive },
        ...around(told, words),
      ]);
    case "codec":
      return codec(told, words);
    case "browser":
      return said(words.browser, words.browserDetail, [
        { kind: "download", label: words.download },
      ]);
    case "signed_out":
      return said(words.signedOut, words.signedOutDetail, []);
    case "missing":
      return said(words.missing, words.missingDetail, [{ kind: "leave", label: words.toCameras }]);
    case "network":
      return { ...said(words.network, words.networkDetail, [again]), isQuiet: true };
    case "broken":
      return said(words.broken, words.brokenDetail, [again, ...around(told, words)]);
    default:
      return null;
  }
}

function said(title: string, detail: string, actions: readonly Action[]): Said {
  return { title, detail, actions, isQuiet: false };
}

function gap(told: Situation, words: Sayings): Said {
  const choices = around(told, words);
  if (choices.length === 0) {
    return said(words.nothing, told.fault || words.nothingDetail, [
      { kind: "live", label: words.goLive },
    ]);
  }
  // Without anything after it the moment is at the end: live is what comes next.
  const live: Action[] =
    told.nearest.afterMs === null ? [{ kind: "live", label: words.goLive }] : [];
  return said(words.gap, told.reason === null ? "" : words.reasons[told.reason], [
    ...choices,
    ...live,
  ]);
}

function noLive(told: Situation, words: Sayings): Said {
  const { beforeMs } = told.nearest;
  const last: Action[] =
    beforeMs === null ? [] : [{ ...endingAt(beforeMs), label: words.last(told.named(beforeMs)) }];
  const again: Action = { kind: "again", label: words.again };
  return said(words.noLive, told.fault || words.noLiveDetail, [...last, again]);
}

function codec(told: Situation, words: Sayings): Said {
  const isHevc = /hvc1|hev1/.test(told.codecs);
  const title = isHevc ? words.codec : words.otherCodec;
  return said(title, words.codecDetail(isHevc ? "H.265 (HEVC)" : told.codecs), [
    { kind: "download", label: words.download },
  ]);
}

/** At the end itself nothing is recorded any more. */
function endingAt(beforeMs: number) {
  return { kind: "open", atMs: beforeMs - BEFORE_END_MS } as const;
}

function around({ nearest, named }: Situation, words: Sayings): Action[] {
  const { beforeMs, afterMs } = nearest;
  const actions: Action[] = [];
  if (beforeMs !== null) {
    actions.push({ ...endingAt(beforeMs), label: words.before(named(beforeMs)) });
  }
  if (afterMs !== null) {
    actions.push({ kind: "open", atMs: afterMs, label: words.after(named(afterMs)) });
  }
  return actions;
}
