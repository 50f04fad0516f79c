/** Whole minutes to wait, rounded up; `retryAfter` is the header in seconds (RFC 9110 §10.2.3). */
export function minutesToWait(retryAfter: string | null): number {
  const seconds = Number(retryAfter);
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds / 60) : 1;
}
