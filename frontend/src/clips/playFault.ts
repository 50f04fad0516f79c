// Why a clip is not played: the browser says little, so the API is asked. Pure.

import type { Answer } from "../api/answer";
import type { Clip } from "../api/types";

export type PlayFault = "signedOut" | "gone" | "unanswered" | "notPlayed";

const LOST_ON_THE_WAY = 2; // MediaError.MEDIA_ERR_NETWORK

/** `code`: of the video's error. */
export function playFault(answer: Answer<Pick<Clip, "status">>, code = 0): PlayFault {
  if (answer.kind === "success") {
    if (answer.data.status !== "ready") return "gone";
    return code === LOST_ON_THE_WAY ? "unanswered" : "notPlayed";
  }
  const status = answer.kind === "error" ? answer.status : 0;
  if (status === 401) return "signedOut";
  return status === 404 ? "gone" : "unanswered";
}
