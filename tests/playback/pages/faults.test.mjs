import assert from "node:assert/strict";
import test from "node:test";

import { faultOf } from "../../../playback/static/playback/faults.js";

function answered(code, body = "", details = "manifestLoadError") {
  const networkDetails = { responseText: body };
  return { type: "networkError", details, fatal: true, response: { code }, networkDetails };
}

test("a window without recordings names the moments around it", () => {
  const nearest = { before: "2026-11-20T15:00:00Z", after: null };
  const body = JSON.stringify({ code: "no_recording", detail: "", fields: {}, nearest });
  assert.deepEqual(faultOf(answered(404, body)), {
    state: "gap",
    nearest: { before: Date.UTC(2026, 10, 20, 15), after: null },
  });
});

test("a camera that is gone is missing, whatever the answer's form", () => {
  assert.deepEqual(faultOf(answered(404, '{"code": "not_found"}')), { state: "missing" });
  assert.deepEqual(faultOf(answered(404, "<h1>Not Found</h1>")), { state: "missing" });
});

test("who is signed out hears so", () => {
  assert.deepEqual(faultOf(answered(401)), { state: "signed_out" });
  assert.deepEqual(faultOf(answered(403)), { state: "signed_out" });
});

test("a moment that the server refuses is none", () => {
  assert.deepEqual(faultOf(answered(400)), { state: "invalid" });
});

test("bytes that are refused may have moved", () => {
  for (const code of [403, 404, 416]) {
    assert.deepEqual(faultOf(answered(code, "", "fragLoadError")), { state: "stale" });
  }
});

test("a server that is away or out of order is waited for", () => {
  for (const code of [0, 500, 503]) {
    assert.deepEqual(faultOf(answered(code)), { state: "network" });
  }
});

test("what hls.js tries again by itself is no fault yet", () => {
  assert.equal(faultOf({ ...answered(0, "", "fragLoadError"), fatal: false }), null);
  const stalled = { type: "mediaError", details: "bufferStalledError", fatal: false };
  assert.equal(faultOf(stalled), null);
});

test("a codec that the browser has not is told apart from broken media", () => {
  const media = (details) => ({ type: "mediaError", details, fatal: true });
  assert.deepEqual(faultOf(media("bufferAddCodecError")), { state: "codec" });
  assert.deepEqual(faultOf(media("bufferAppendError")), { state: "media" });
  assert.deepEqual(faultOf({ type: "otherError", details: "internalException", fatal: true }), {
    state: "broken",
  });
});
