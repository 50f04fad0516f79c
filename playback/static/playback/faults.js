// What went wrong, from what hls.js tells of it. Pure: tested by `node --test`.

const UNPLAYABLE = new Set([
  "manifestIncompatibleCodecsError",
  "bufferAddCodecError",
  "bufferIncompatibleCodecsError",
]);
const BY_STATUS = { 400: "invalid", 401: "signed_out", 403: "signed_out", 404: "missing" };

/**
 * null, or {state, nearest?}: what the page says, and the recorded moments around.
 *
 * `state` "media" is a fault of decoding that may pass when it is tried again; "stale" one of
 * bytes that a newer playlist may name otherwise.
 */
export function faultOf(error) {
  if (UNPLAYABLE.has(error.details)) return { state: "codec" };
  const status = error.response?.code ?? 0;
  const isMedia = error.details?.startsWith("frag") ?? false;
  if (status >= 400 && status < 500) {
    if (isMedia) return { state: "stale" };
    return withNearest(BY_STATUS[status] ?? "broken", error.networkDetails?.responseText);
  }
  if (!error.fatal) return null;
  if (error.type === "networkError" && error.details !== "manifestParsingError") {
    return { state: "network" };
  }
  return { state: error.type === "mediaError" ? "media" : "broken" };
}

function withNearest(state, text) {
  const told = parsed(text);
  if (told?.code !== "no_recording") return { state };
  const moment = (value) => (value ? Date.parse(value) : null);
  return {
    state: "gap",
    nearest: { before: moment(told.nearest?.before), after: moment(told.nearest?.after) },
  };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
