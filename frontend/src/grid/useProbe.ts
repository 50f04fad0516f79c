import { useEffect, useRef, useState } from "react";

import { api, call } from "../api/client";
import type { components } from "../api/schema";

type ProbeAnswer = components["schemas"]["ProbeAnswer"];

export type Probe =
  | { kind: "idle" }
  | { kind: "underWay" }
  | { kind: "found"; video: NonNullable<ProbeAnswer["video"]>; audio: string | null }
  | { kind: "failed"; code: string; message: string };

const IDLE: Probe = { kind: "idle" };

/** Tries an address, which is kept nowhere: it goes out with the call and is dropped. */
export function useProbe() {
  const [probe, setProbe] = useState<Probe>(IDLE);
  const underWay = useRef<AbortController | null>(null);
  useEffect(() => () => underWay.current?.abort(), []);

  const cancel = () => {
    underWay.current?.abort();
    underWay.current = null;
    setProbe(IDLE);
  };
  const begin = async (rtspUrl: string) => {
    underWay.current?.abort();
    const controller = new AbortController();
    underWay.current = controller;
    setProbe({ kind: "underWay" });
    const found = await ask(rtspUrl, controller.signal);
    if (underWay.current === controller) setProbe(found);
  };
  return { probe, begin, cancel };
}

async function ask(rtspUrl: string, signal: AbortSignal): Promise<Probe> {
  const body = { rtsp_url: rtspUrl, transport: "tcp" as const };
  const answer = await call(api.POST("/api/cameras/probe/", { body, signal }));
  if (answer.kind === "aborted") return IDLE;
  if (answer.kind === "error") return { kind: "failed", code: "other", message: answer.detail };
  const { video, audio, error } = answer.data;
  if (video) return { kind: "found", video, audio };
  return { kind: "failed", code: error?.code ?? "other", message: error?.message ?? "" };
}
