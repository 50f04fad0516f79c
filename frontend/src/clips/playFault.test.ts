import { expect, test } from "vitest";

import { errorOf, NETWORK_ERROR, type Answer } from "../api/answer";
import type { Clip } from "../api/types";
import { playFault } from "./playFault";

const clip = (status: Clip["status"]): Answer<Pick<Clip, "status">> => ({
  kind: "success",
  data: { status },
});

test.each([
  ["another codec", clip("ready"), 4, "notPlayed"],
  ["an error without a name", clip("ready"), undefined, "notPlayed"],
  ["lost on the way", clip("ready"), 2, "unanswered"],
  ["deleted", clip("deleted"), 4, "gone"],
  ["gone for good", errorOf(404, null), 4, "gone"],
  ["signed out", errorOf(401, null), 4, "signedOut"],
  ["a gateway without its server", errorOf(502, null), 4, "unanswered"],
  ["no network", NETWORK_ERROR, 2, "unanswered"],
  ["called off", { kind: "aborted" } as const, 4, "unanswered"],
])("%s", (_what, answer, code, fault) => {
  expect(playFault(answer, code)).toBe(fault);
});
