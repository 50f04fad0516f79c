import { useQuery } from "@tanstack/react-query";

import { dataOf, errorOf, NETWORK_ERROR, type ApiError } from "../api/answer";
import { api, call, isBarred, isSignedOut } from "../api/client";
import { queries } from "../api/queries";
import type { Me } from "../api/types";
import { createPreference } from "../app/preferences";
import { useStore } from "../app/useStore";

export type CityOfMine = Me["cities"][number];
export type Capability = CityOfMine["capabilities"][number];

export const ME = ["me"];
const AGAIN_MS = 3_000;

/** The city that is looked at; 0: all of the person's. */
export const chosenCity = createPreference("city", 0, (text) =>
  /^\d{1,15}$/.test(text) ? Number(text) : null,
);

/** What is shown of somebody else's, who was signed in before, is left by loading anew. */
async function askMe(signal?: AbortSignal): Promise<Me> {
  const me = dataOf(await call(api.GET("/api/auth/me/", signal ? { signal } : {})));
  const before = queries.getQueryData<Me>(ME);
  if (!before || before.id === me.id) return me;
  location.assign("/");
  return new Promise(() => undefined); // the page ends
}

/** Undefined until it is known. A call that finds nobody signed in sets `isSignedOut`. */
export function useMe(): Me | undefined {
  return useQuery({
    queryKey: ME,
    queryFn: ({ signal }) => askMe(signal),
    staleTime: 60_000,
    // A server that is away when the client is opened is waited for.
    refetchInterval: ({ state }) =>
      state.status === "error" && !state.data && !isSignedOut.get() ? AGAIN_MS : false,
  }).data;
}

/** The chosen city; null for all, or when it is not the person's any more. */
export function useChosenCity(): CityOfMine | null {
  const chosen = useStore(chosenCity);
  return useMe()?.cities.find((city) => city.id === chosen) ?? null;
}

/** May I do this in that city? The server decides anyway: this is for what to offer. */
export function useCan(cityId: number | null): (capability: Capability) => boolean {
  const city = useMe()?.cities.find(({ id }) => id === cityId);
  return (capability) => city?.capabilities.includes(capability) ?? false;
}

export async function refreshMe(): Promise<void> {
  await queries.invalidateQueries({ queryKey: ME });
}

export interface Refusal extends ApiError {
  /** The header, as it came. */
  retryAfter: string | null;
}

/**
 * Null when it is done: the session's cookie is set. The token of the answer is for programs and
 * is dropped. Not through `call`: to be refused here is not to be signed out.
 */
export async function signIn(username: string, password: string): Promise<Refusal | null> {
  try {
    const body = { username, password };
    const { response, error } = await api.POST("/api/auth/login/", { body });
    if (response.ok) {
      await takeUp(true);
      return null;
    }
    const retryAfter = response.headers.get("Retry-After");
    return { ...errorOf(response.status, error), retryAfter };
  } catch {
    return { ...NETWORK_ERROR, retryAfter: null };
  }
}

/** Goes on as who is signed in now; `isAnew`: by their password, after which they may play again. */
async function takeUp(isAnew: boolean): Promise<void> {
  const isKnown = queries.getQueryData(ME) !== undefined;
  queries.setQueryData(ME, await askMe());
  if (!isSignedOut.get() || (isBarred.get() && !isAnew)) return;
  isBarred.set(false);
  isSignedOut.set(false);
  if (isKnown) void queries.invalidateQueries();
}

/** Signed in again in another window meanwhile, or as somebody else? */
export async function lookAgain(): Promise<void> {
  try {
    await takeUp(false);
  } catch {
    // Nobody is, or the server is away.
  }
}

window.addEventListener("focus", () => void lookAgain());
// Shown as it was when it was left: who left it may have signed out since.
window.addEventListener("pageshow", ({ persisted }) => {
  if (persisted) location.reload();
});

/** Whether it went well; the page is then left, and with it all that it remembers. */
export async function signOut(): Promise<boolean> {
  const answer = await call(api.POST("/api/auth/logout/"));
  const isOut = answer.kind === "success" || (answer.kind === "error" && answer.status === 401);
  if (isOut) location.assign("/sign-in/");
  return isOut;
}
