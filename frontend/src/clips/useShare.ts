import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { dataOf, type Answer } from "../api/answer";
import { api, call } from "../api/client";
import { queries } from "../api/queries";
import type { components } from "../api/schema";
import { say } from "../ui/toasts";
import { useWords } from "../words";

export type Share = components["schemas"]["Share"];

/** A clip's link: the one in force, and the address of one that was made just now. */
export function useShare(clipId: number) {
  const words = useWords().clips;
  const [url, setUrl] = useState<string | null>(null);
  const [problem, setProblem] = useState("");
  const [isBusy, setIsBusy] = useState(false);
  const path = { params: { path: { clip_id: clipId } } };
  const queryKey = ["share", clipId];
  const { data, error } = useQuery({
    queryKey,
    staleTime: 0,
    queryFn: async ({ signal }): Promise<Share | null> => {
      const answer = await call(api.GET("/api/clips/{clip_id}/share/", { ...path, signal }));
      const isNone = answer.kind === "error" && answer.code === "not_shared";
      return isNone ? null : dataOf(answer);
    },
  });

  async function run<T>(doing: Promise<Answer<T>>): Promise<Answer<T>> {
    setIsBusy(true);
    setProblem("");
    const answer = await doing;
    setIsBusy(false);
    if (answer.kind === "error") {
      const told = Object.values(answer.fields).flat().join(" ");
      setProblem(told || answer.detail || words.failedToDo);
    }
    await queries.invalidateQueries({ queryKey });
    return answer;
  }

  async function make(hours: number, password: string): Promise<void> {
    const body = { hours, ...(password ? { password } : {}) };
    const made = await run(call(api.POST("/api/clips/{clip_id}/share/", { ...path, body })));
    if (made.kind === "success") setUrl(made.data.url);
  }

  async function revoke(): Promise<void> {
    const answer = await run(call(api.DELETE("/api/clips/{clip_id}/share/", path)));
    if (answer.kind !== "success") return;
    setUrl(null);
    say(words.revoked);
  }

  return {
    share: data ?? null,
    /** Whether it is known if there is one. */
    isKnown: data !== undefined,
    url,
    problem: problem || (error ? error.message || words.failedToDo : ""),
    isBusy,
    make: (hours: number, password: string) => void make(hours, password),
    revoke: () => void revoke(),
  };
}
