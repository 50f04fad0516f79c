// Asks for days one by one, a few at a time. What is late, called off or of a forgotten day counts
// for nothing; a failure is waited out, and what was known stays.

import type { ApiError } from "../api/answer";
import { api, call } from "../api/client";
import { createAlarm } from "./alarm";
import type { Day } from "./day";
import { createDayBook, type Entry } from "./dayBook";
import { ADDITIONS_MS, daysInReach, sinceOf, toAsk, waitMs } from "./dayPlan";
import type { ViewRange } from "./scale";
import { dateOf, zoneDay } from "./zone";

export type Fault = "network" | "signed_out" | "missing" | null;

const AT_ONCE = 2;
/** While one zooms or pans fast, days fly by: those that are there so much later are asked for. */
const SETTLE_MS = 150;
const LOAD_PATIENCE_MS = 5_000;

export function createAsker(
  camera: number,
  zone: string,
  clock: () => number,
  changed: () => void,
) {
  const book = createDayBook();
  const called = new AbortController();
  let wanted: string[] = [];
  let inSight = new Set<string>();
  let loading = 0;
  let failures = 0;
  let fault: Fault = null;
  let retryAtMs = 0;
  /** What load() waits for, wherever the view has gone meanwhile. */
  const awaited = new Set<string>();
  const alarm = createAlarm(next);

  function wake(afterMs: number) {
    if (!called.signal.aborted) alarm.set(afterMs);
  }

  function next() {
    alarm.clear();
    const nowMs = clock();
    const isHidden = document.visibilityState === "hidden";
    if (fault === "missing" || fault === "signed_out" || isHidden) return;
    if (nowMs < retryAtMs) {
      wake(retryAtMs - nowMs);
      return;
    }
    const today = dateOf(nowMs, zone);
    for (const date of new Set([...awaited, ...wanted])) {
      if (loading >= AT_ONCE || (failures > 0 && loading > 0)) return;
      const what = toAsk(book.get(date), inSight.has(date), date === today, nowMs);
      if (what) void ask(date, what === "additions");
    }
    wake(ADDITIONS_MS / 4);
  }

  async function ask(date: string, areAdditions: boolean) {
    const entry = book.entry(date);
    const sinceMs = areAdditions && entry.day ? sinceOf(entry.day, clock()) : null;
    entry.isLoading = true;
    loading++;
    const query = sinceMs === null ? { day: date } : { day: date, since_ms: sinceMs };
    const path = { camera_id: camera };
    const answer = await call(
      api.GET("/api/playback/cameras/{camera_id}/timeline/", {
        params: { path, query },
        signal: called.signal,
      }),
    );
    loading--;
    entry.isLoading = false;
    if (called.signal.aborted) return;
    if (answer.kind === "success") {
      const hadFault = fault !== null;
      [fault, failures, retryAtMs] = [null, 0, 0];
      if (book.keep(date, entry, answer.data, sinceMs, clock()) || hadFault) changed();
    } else if (answer.kind === "error") fail(entry, answer);
    next();
  }

  function fail(entry: Entry, error: ApiError) {
    const before = fault;
    if (error.status === 401) fault = "signed_out";
    else if (error.status === 404 || error.status === 403) fault = "missing";
    else if (error.status === 400) entry.isNone = true;
    else {
      fault = "network";
      retryAtMs = clock() + waitMs(++failures);
    }
    if (fault !== before || entry.isNone) changed();
  }

  function again() {
    if (fault === "missing") return;
    if (fault === "signed_out") fault = null;
    [retryAtMs, failures] = [0, 0];
    changed();
    wake(0);
  }

  const onBack = () => {
    if (document.visibilityState === "visible") wake(0);
  };
  document.addEventListener("visibilitychange", onBack);
  window.addEventListener("online", again);

  return {
    day: (date: string) => book.get(date)?.day,
    fault: () => fault,
    again,
    want(range: ViewRange) {
      const isFirst = wanted.length === 0;
      wanted = daysInReach(range, zone, clock());
      const endMs = range.startMs + range.lengthMs;
      inSight = new Set(
        wanted.filter((date) => isTouched(zoneDay(date, zone), range.startMs, endMs)),
      );
      if (wanted[0] !== undefined) book.forget(wanted[0]);
      if (isFirst) next();
      else wake(SETTLE_MS);
    },
    async load(date: string): Promise<Day | undefined> {
      awaited.add(date);
      wake(0);
      const untilMs = clock() + LOAD_PATIENCE_MS;
      while (!book.get(date)?.day && !book.get(date)?.isNone && clock() < untilMs) {
        if (called.signal.aborted || fault !== null) break;
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
      awaited.delete(date);
      return book.get(date)?.day;
    },
    refresh() {
      for (const date of inSight) {
        const entry = book.get(date);
        if (entry) entry.wholeMs = null;
      }
      wake(0);
    },
    destroy() {
      called.abort();
      alarm.clear();
      document.removeEventListener("visibilitychange", onBack);
      window.removeEventListener("online", again);
    },
  };
}

function isTouched(
  day: { startMs: number; endMs: number },
  startMs: number,
  endMs: number,
): boolean {
  return day.startMs < endMs && day.endMs > startMs;
}
