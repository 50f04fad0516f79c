// Whether the server answers: told by the calls that the client makes anyway.

import { api } from "../api/client";
import { createStore } from "../app/store";

export type Connection = "online" | "offline" | "unanswered";

/** One lost call is no news; what lasts this long is. */
const PATIENCE_MS = 3_000;
/** What a gateway says in the place of a server that is away. */
const AWAY = new Set([502, 504]);

export const connection = createStore<Connection>(navigator.onLine ? "online" : "offline");
let lost: ReturnType<typeof setTimeout> | undefined;

/** Whatever the browser thinks of the network: a server on the same desk is heard without one. */
function heard(): void {
  clearTimeout(lost);
  lost = undefined;
  connection.set("online");
}

function missed(): void {
  if (!navigator.onLine) connection.set("offline");
  else lost ??= setTimeout(() => connection.set("unanswered"), PATIENCE_MS);
}

api.use({
  onResponse({ response }) {
    if (AWAY.has(response.status)) missed();
    else heard();
  },
  onError({ error }) {
    const isAborted = error instanceof DOMException && error.name === "AbortError";
    if (!isAborted) missed();
  },
});

window.addEventListener("online", heard);
window.addEventListener("offline", missed);
