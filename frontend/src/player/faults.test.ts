import { expect, test } from "vitest";

import { faultOf, refusalOf } from "./faults";

function answered(status: number, text: string | null = "", details = "manifestLoadError") {
  return { type: "networkError", details, fatal: true, status, text };
}

test("a window without recordings names the moments around it", () => {
  const nearest = { before: "2026-11-20T15:00:00Z", after: null };
  const body = JSON.stringify({ code: "no_recording", detail: "", fields: {}, nearest });
  expect(faultOf(answered(404, body))).toEqual({
    kind: "gap",
    nearest: { beforeMs: Date.UTC(2026, 10, 20, 15), afterMs: null },
  });
});

test("moments that are none are not taken for any", () => {
  const nowhere = { kind: "gap", nearest: { beforeMs: null, afterMs: null } };
  expect(refusalOf(404, '{"code": "no_recording"}')).toEqual(nowhere);
  const body = '{"code": "no_recording", "nearest": {"before": "yesterday", "after": 7}}';
  expect(refusalOf(404, body)).toEqual(nowhere);
});

test("a camera that is gone is missing, whatever the answer's form", () => {
  for (const body of ['{"code": "not_found"}', "<h1>Not Found</h1>", "7", null]) {
    expect(faultOf(answered(404, body))).toEqual({ kind: "missing" });
  }
});

test("who is signed out hears so", () => {
  expect(faultOf(answered(401))).toEqual({ kind: "signed_out" });
  const ended = faultOf(answered(403, '{"code": "session_ended"}'));
  expect(ended).toEqual({ kind: "signed_out", isBarred: true });
});

test("what the server refuses otherwise is our fault", () => {
  for (const [status, body] of [
    [400, ""],
    [403, '{"code": "permission_denied"}'],
    [403, null],
  ] as const) {
    expect(faultOf(answered(status, body))).toEqual({ kind: "broken" });
  }
});

test("bytes that are refused may have moved", () => {
  for (const code of [403, 404, 416]) {
    expect(faultOf(answered(code, "", "fragLoadError"))).toEqual({ kind: "stale" });
  }
});

test("a server that is away or out of order is waited for", () => {
  for (const code of [0, 500, 502]) {
    expect(faultOf(answered(code))).toEqual({ kind: "network" });
  }
});

test("a server that has too much to do is waited for as long as it wants", () => {
  for (const details of ["manifestLoadError", "fragLoadError"]) {
    for (const status of [429, 503]) {
      const refused = (retryAfter: string | null) =>
        faultOf({ ...answered(status, "", details), retryAfter });
      expect(refused("7")).toEqual({ kind: "network", restMs: 7000 });
      expect(refused(null)).toEqual({ kind: "network", restMs: 1000 });
      expect(refused("soon")).toEqual({ kind: "network", restMs: 1000 });
    }
  }
  expect(faultOf(answered(429))).toEqual({ kind: "network", restMs: 1000 });
});

test("what hls.js tries again by itself is no fault yet", () => {
  expect(faultOf({ ...answered(0, "", "fragLoadError"), fatal: false })).toBeNull();
  const stalled = { ...answered(0, null, "bufferStalledError"), type: "mediaError" };
  expect(faultOf({ ...stalled, fatal: false })).toBeNull();
});

test("a codec that the browser has not is told apart from broken media", () => {
  const media = (details: string) => ({ ...answered(0, null, details), type: "mediaError" });
  expect(faultOf(media("bufferAddCodecError"))).toEqual({ kind: "codec" });
  expect(faultOf(media("bufferAppendError"))).toEqual({ kind: "media" });
  const odd = { ...answered(0, null, "internalException"), type: "otherError" };
  expect(faultOf(odd)).toEqual({ kind: "broken" });
  expect(faultOf(answered(0, null, "manifestParsingError"))).toEqual({ kind: "broken" });
});
