// One memory of what the API answered, shared by all parts of the client.

import { QueryClient, type QueryKey } from "@tanstack/react-query";

import { ApiFailure } from "./answer";

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // The server may stand on this very desk: what the browser thinks of the network is no reason.
      networkMode: "always",
      // A refusal stays one; what got lost on the way is asked for again.
      retry: (count, fault) => count < 2 && !(fault instanceof ApiFailure && fault.error.status),
      retryDelay: (count) => 500 * 2 ** count,
      staleTime: 4_000,
      refetchOnWindowFocus: true,
    },
  },
});

/** States and alerts are at most 5 s old. */
export const POLL_MS = 4_000;

/**
 * Shows at once what was asked for, as old as it was before. What is answered puts back what was
 * there, where no newer answer has come: for when it was not done.
 */
export async function showAtOnce<T>(queryKey: QueryKey, change: (data: T) => T) {
  await queries.cancelQueries({ queryKey }); // an answer on its way knows nothing of it
  const before = queries.getQueryCache().findAll({ queryKey });
  const undos = before.map(({ queryKey: key, state }) => {
    const data = state.data as T | undefined;
    const updatedAt = state.dataUpdatedAt;
    if (data === undefined) return () => undefined;
    queries.setQueryData(key, change(data), { updatedAt });
    return () => {
      const isNews = queries.getQueryState(key)?.dataUpdatedAt !== updatedAt;
      if (!isNews) queries.setQueryData(key, data, { updatedAt });
    };
  });
  return () => {
    for (const undo of undos) undo();
  };
}
