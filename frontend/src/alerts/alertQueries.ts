import { useQuery } from "@tanstack/react-query";

import { dataOf } from "../api/answer";
import { api, call, isSignedOut } from "../api/client";
import { POLL_MS, queries } from "../api/queries";
import type { Alert } from "../api/types";
import { serverNow } from "../app/serverClock";
import { useStorePart } from "../app/useStore";
import { useChosenCity, useMe } from "../session/session";
import { alertsOf, byGravity } from "./alertOrder";
import { mayAnywhere } from "./rights";

export const ALERTS = ["alerts"];
export const EXPIRIES = ["expiries"];

const SLOW_POLL_MS = 60_000;
/** What the night takes changes slowly, and is much to count. */
const EXPIRIES_POLL_MS = 300_000;
const OLD_MS = 10_000;
const OPENED_MS = Date.now();
const MOST = 500;
const RECENT = 20;

/** Nobody is asked again and again whose session is over; hidden pages do not ask either. */
const polled = (ms: number) => () => (isSignedOut.get() ? false : ms);

export interface OpenAlerts {
  /** Gravest first; undefined until they are known. */
  alerts: Alert[] | undefined;
  /** When they were true; 0: never. */
  knownAtMs: number;
  /** By the clock: a call that gets no answer need not have failed yet. */
  isOld: boolean;
}

/** Of the chosen city, at most 5 s old. */
export function useOpenAlerts(): OpenAlerts {
  const city = useChosenCity()?.id ?? 0;
  const { data, dataUpdatedAt } = useQuery({
    queryKey: [...ALERTS, "open"],
    queryFn: async ({ signal }) => {
      const query = { open: "true" as const, page_size: MOST };
      return dataOf(await call(api.GET("/api/alerts/", { params: { query }, signal }))).results;
    },
    refetchInterval: polled(POLL_MS),
  });
  const isOld = useStorePart(serverNow, () => Date.now() - (dataUpdatedAt || OPENED_MS) > OLD_MS);
  return { alerts: data && byGravity(alertsOf(data, city)), knownAtMs: dataUpdatedAt, isOld };
}

/** The last ones that are over, newest first. */
export function useClosedAlerts(): Alert[] | undefined {
  const city = useChosenCity()?.id;
  return useQuery({
    queryKey: [...ALERTS, "closed", city],
    queryFn: async ({ signal }) => {
      const asked = city === undefined ? {} : { concerns: city };
      const query = { open: "false" as const, page_size: RECENT, ...asked };
      return dataOf(await call(api.GET("/api/alerts/", { params: { query }, signal }))).results;
    },
    refetchInterval: polled(5 * POLL_MS),
  }).data;
}

/** Volumes are told to superusers, forecasts to those who may read a city's accounts. */
export function useStorage() {
  const me = useMe();
  return useQuery({
    queryKey: ["storage"],
    queryFn: async ({ signal }) => dataOf(await call(api.GET("/api/storage/", { signal }))),
    enabled: me !== undefined && (me.is_superuser || mayAnywhere(me, "read_accounts")),
    refetchInterval: polled(SLOW_POLL_MS),
  }).data;
}

/** What the next nightly run takes of the chosen city; with `search` of the cameras so named. */
export function useExpiries(search = "") {
  const city = useChosenCity()?.id;
  return useQuery({
    queryKey: [...EXPIRIES, city, search],
    queryFn: async ({ signal }) => {
      const query = { ...(city === undefined ? {} : { city }), ...(search ? { search } : {}) };
      return dataOf(await call(api.GET("/api/expiries/", { params: { query }, signal })));
    },
    // Until those that are looked for are there.
    placeholderData: (before, query) => (query?.queryKey[1] === city ? before : undefined),
    refetchInterval: polled(EXPIRIES_POLL_MS),
  });
}

export async function refreshAlerts(): Promise<void> {
  await queries.invalidateQueries({ queryKey: ALERTS });
}

export async function refreshExpiries(): Promise<void> {
  await queries.invalidateQueries({ queryKey: EXPIRIES });
}
