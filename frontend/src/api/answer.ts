// What a call came to: an answer, nothing because it was called off, or an error in words.

export interface ApiError {
  kind: "error";
  /** 0: no answer came. */
  status: number;
  /** As the API writes it: "plan_limit", "no_recording"…; "network" when no answer came. */
  code: string;
  /** A sentence for people, in their language; empty when the server gave none. */
  detail: string;
  /** By field of what was sent. */
  fields: Record<string, string[]>;
  /** The whole body, for what an error tells besides (`nearest`, `parts`). */
  body: unknown;
}

export type Answer<T> = { kind: "success"; data: T } | { kind: "aborted" } | ApiError;

export const NETWORK_ERROR: ApiError = {
  kind: "error",
  status: 0,
  code: "network",
  detail: "",
  fields: {},
  body: null,
};

/** An error of the API: `{code, detail, fields}`. */
export function errorOf(status: number, body: unknown): ApiError {
  const told = isRecord(body) ? body : {};
  return {
    kind: "error",
    status,
    code: typeof told["code"] === "string" ? told["code"] : `http_${status}`,
    detail: typeof told["detail"] === "string" ? told["detail"] : "",
    fields: fieldsOf(told["fields"]),
    body,
  };
}

function fieldsOf(told: unknown): Record<string, string[]> {
  if (!isRecord(told)) return {};
  const fields: Record<string, string[]> = {};
  for (const [name, texts] of Object.entries(told)) {
    if (Array.isArray(texts)) fields[name] = texts.filter((text) => typeof text === "string");
  }
  return fields;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** For TanStack Query, which knows failure by what is thrown. */
export class ApiFailure extends Error {
  constructor(readonly error: ApiError) {
    super(error.detail || error.code);
  }
}

/** The data; throws `ApiFailure`, or `AbortError` for what was called off. */
export function dataOf<T>(answer: Answer<T>): T {
  if (answer.kind === "success") return answer.data;
  if (answer.kind === "aborted") throw new DOMException("aborted", "AbortError");
  throw new ApiFailure(answer);
}
