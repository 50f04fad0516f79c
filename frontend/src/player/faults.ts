// What went wrong, from what hls.js tells of it. Pure.

import type { Nearest } from "./clockMap";
import type { PlayerState } from "./controls";

/** The part of an error of hls.js that is looked at. */
export interface HlsError {
  type: string;
  details: string;
  fatal: boolean;
  /** 0: no answer came. */
  status: number;
  /** Of the answer. */
  text: string | null;
  /** Its Retry-After. */
  retryAfter?: string | null;
}

/**
 * "media" is a fault of decoding that may pass when it is tried again; "stale" one of bytes that a
 * newer playlist may name otherwise, or that the person may see no more.
 */
export type FaultKind =
  | Extract<
      PlayerState,
      "codec" | "browser" | "signed_out" | "missing" | "network" | "gap" | "broken"
    >
  | "media"
  | "stale";

export interface Fault {
  kind: FaultKind;
  /** Of a gap. */
  nearest?: Nearest;
  /** That the browser has not. */
  codecs?: string;
  /** So long the server wants to be left alone. */
  restMs?: number;
  /** Of "signed_out": the server knows who is there, but plays nothing for this sign-in any more. */
  isBarred?: boolean;
}

const UNPLAYABLE = new Set([
  "manifestIncompatibleCodecsError",
  "bufferAddCodecError",
  "bufferIncompatibleCodecsError",
]);

const REST_MS = 1_000;

/** Null for what hls.js tries again by itself. */
export function faultOf(error: HlsError): Fault | null {
  if (UNPLAYABLE.has(error.details)) return { kind: "codec" };
  const restMs = restOf(error.status, error.retryAfter ?? null);
  if (restMs > 0) return { kind: "network", restMs };
  if (error.status >= 400 && error.status < 500) {
    if (error.details.startsWith("frag")) return { kind: "stale" };
    return refusalOf(error.status, error.text);
  }
  if (!error.fatal) return null;
  if (error.type === "networkError" && error.details !== "manifestParsingError") {
    return { kind: "network" };
  }
  return { kind: error.type === "mediaError" ? "media" : "broken" };
}

/** Of a request for a playlist or a picture that was answered with 4xx. */
export function refusalOf(status: number, body: string | null): Fault {
  if (status === 401) return { kind: "signed_out" };
  const told = parsed(body);
  const code = isRecord(told) ? told["code"] : null;
  if (status === 403 && code === "session_ended") return { kind: "signed_out", isBarred: true };
  if (status !== 404) return { kind: "broken" };
  if (!isRecord(told) || code !== "no_recording") return { kind: "missing" };
  const nearest = isRecord(told["nearest"]) ? told["nearest"] : {};
  return {
    kind: "gap",
    nearest: { beforeMs: momentOf(nearest["before"]), afterMs: momentOf(nearest["after"]) },
  };
}

/** How long a server with too much to do wants to be left alone (RFC 9110 §10.2.3); else 0. */
export function restOf(status: number, retryAfter: string | null): number {
  if (status !== 429 && status !== 503) return 0;
  return Math.max(REST_MS, Number(retryAfter) * 1000 || 0);
}

function momentOf(value: unknown): number | null {
  const ms = typeof value === "string" ? Date.parse(value) : NaN;
  return Number.isNaN(ms) ? null : ms;
}

function parsed(body: string | null): unknown {
  try {
    return JSON.parse(body ?? "");
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
