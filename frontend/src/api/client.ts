// Calls of the API with types from its schema. A call never throws: it answers `Answer`.

import createClient from "openapi-fetch";

import { heardDate } from "../app/serverClock";
import { language } from "../words";
import { errorOf, NETWORK_ERROR, type Answer } from "./answer";
import type { paths } from "./schema";
import { createStore } from "../app/store";

/** Whether the last call found its person signed out: the session then asks for the password. */
export const isSignedOut = createStore(false);
/** Whether that is of playing alone: the server still knows who is there, and plays nothing more. */
export const isBarred = createStore(false);

export function noteSignedOut(fromPlaying = false): void {
  if (fromPlaying) isBarred.set(true);
  isSignedOut.set(true);
}

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);
/** What the network swallows is lost by then; files are fetched by links, which have no limit. */
const ANSWERED_WITHIN_MS = 15_000;
/** A camera that is tried, a clip that is asked for: the server may have to look for a while. */
const DONE_WITHIN_MS = 60_000;

export const api = createClient<paths>({ baseUrl: location.origin });

api.use({
  onRequest({ request }) {
    request.headers.set("Accept-Language", language.get());
    const isSafe = SAFE.has(request.method);
    if (!isSafe) request.headers.set("X-CSRFToken", csrfToken());
    const limit = AbortSignal.timeout(isSafe ? ANSWERED_WITHIN_MS : DONE_WITHIN_MS);
    return new Request(request, { signal: AbortSignal.any([request.signal, limit]) });
  },
  onResponse({ response }) {
    heardDate(response.headers.get("Date"));
  },
});

function csrfToken(): string {
  return /(?:^|;\s*)csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? "";
}

interface Fetched<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** `await call(api.GET("/api/cameras/", { params, signal }))` */
export async function call<T>(fetching: Promise<Fetched<T>>): Promise<Answer<T>> {
  try {
    const { data, error, response } = await fetching;
    if (response.ok) return { kind: "success", data: data as T };
    if (response.status === 401) isSignedOut.set(true);
    return errorOf(response.status, error);
  } catch (fault) {
    const isAborted = fault instanceof DOMException && fault.name === "AbortError";
    return isAborted ? { kind: "aborted" } : NETWORK_ERROR;
  }
}
