// Whose picture is asked for next: few at once, one a camera, the longest due first. Pure.

/** What came of asking: a picture, none (nothing recorded), too busy, or no answer at all. */
export type Outcome = "picture" | "none" | "busy" | "failed";

const NONE_AGAIN_MS = 60_000;
const FIRST_BACKOFF_MS = 2_000;
const LONGEST_BACKOFF_MS = 60_000;

interface Wanted {
  everyMs: number;
  dueMs: number;
  failures: number;
  isWanted: boolean;
}

export class PictureQueue {
  private readonly known = new Map<number, Wanted>();
  private readonly underWay = new Set<number>();
  private restsUntilMs = 0;
  private busyInARow = 0;

  constructor(private readonly mostAtOnce: number) {}

  /** From now on, each so often; at once, but for what fails: that keeps its time. */
  want(camera: number, everyMs: number, nowMs: number): void {
    const { failures, dueMs } = this.known.get(camera) ?? { failures: 0, dueMs: 0 };
    const isFailing = failures > 0;
    this.known.set(camera, {
      everyMs,
      dueMs: isFailing ? dueMs : nowMs,
      failures,
      isWanted: true,
    });
  }

  unwant(camera: number): void {
    const known = this.known.get(camera);
    if (known) known.isWanted = false;
  }

  isWanted(camera: number): boolean {
    return this.known.get(camera)?.isWanted ?? false;
  }

  /** The camera to ask for now, which then is under way; null for none. */
  take(nowMs: number): number | null {
    if (this.underWay.size >= this.mostAtOnce || nowMs < this.restsUntilMs) return null;
    const next = this.longestDue();
    if (!next || next[1].dueMs > nowMs) return null;
    this.underWay.add(next[0]);
    return next[0];
  }

  /** Null: nothing to wait for (what is under way says so itself). */
  nextDueMs(): number | null {
    if (this.underWay.size >= this.mostAtOnce) return null;
    const next = this.longestDue();
    return next ? Math.max(next[1].dueMs, this.restsUntilMs) : null;
  }

  /** `retryAfterMs`: how long the server wants to be left alone. */
  ended(camera: number, outcome: Outcome, nowMs: number, retryAfterMs = 0): void {
    this.underWay.delete(camera);
    this.busyInARow = outcome === "busy" ? this.busyInARow + 1 : 0;
    if (outcome === "busy") {
      this.restsUntilMs = nowMs + Math.max(retryAfterMs, backoffMs(this.busyInARow) / 2);
    }
    const wanted = this.known.get(camera);
    if (!wanted) return;
    const isFailure = outcome === "busy" || outcome === "failed";
    wanted.failures = isFailure ? wanted.failures + 1 : 0;
    if (isFailure) wanted.dueMs = nowMs + Math.max(retryAfterMs, backoffMs(wanted.failures));
    else wanted.dueMs = nowMs + (outcome === "none" ? NONE_AGAIN_MS : wanted.everyMs);
  }

  private longestDue(): [number, Wanted] | null {
    let next: [number, Wanted] | null = null;
    for (const entry of this.known) {
      if (!entry[1].isWanted || this.underWay.has(entry[0])) continue;
      if (!next || entry[1].dueMs < next[1].dueMs) next = entry;
    }
    return next;
  }
}

function backoffMs(failures: number): number {
  return Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (failures - 1));
}
