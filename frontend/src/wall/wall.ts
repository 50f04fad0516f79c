// Several cameras on one clock: what is asked of all, and what each is told so that it keeps up.

import { isSignedOut } from "../api/client";
import { createStore, type Store } from "../app/store";
import type { Player } from "../player";
import type { DayStore } from "../timeline/dayStore";
import { clockAt, clockSet, type Clock } from "./wallClock";
import { createFollower, type WallFollower } from "./wallFollower";

export interface WallFace {
  isPaused: boolean;
  isLive: boolean;
  /** The clock stands until all show the moment that was asked for. */
  isGathering: boolean;
  rate: number;
}

type Told<T> = Pick<Store<T>, "get" | "subscribe">;

export interface Wall {
  face: Told<WallFace>;
  /** The moment that is shown, each frame; null while live has no picture yet. */
  clock: Told<number | null>;
  /** What is recorded when, by camera. */
  days: Told<ReadonlyMap<number, DayStore>>;
  /** Returns what ends it. */
  join(camera: number, player: Player): () => void;
  cover(camera: number, days: DayStore): () => void;
  /** Whose time is told while live. */
  lead(camera: number): void;
  /** What is so fresh that live is meant goes live, unless it stands, or was gone back to. */
  open(atMs: number, isBack?: boolean): void;
  /** While a handle is dragged; `open` ends it. */
  scrub(atMs: number): void;
  live(): void;
  play(): void;
  pause(): void;
  setRate(rate: number): void;
  destroy(): void;
}

const EACH_MS = 100;
const LONGEST_GATHERING_MS = 2_500;
/** What was recorded so lately cannot be played at will yet: live is what is meant. */
const FRESH_MS = 8_000;

/** `atMs` null: live. */
export function createWall(atMs: number | null, isPaused = false): Wall {
  const followers = new Map<number, WallFollower>();
  const days = createStore<ReadonlyMap<number, DayStore>>(new Map());
  const face = createStore<WallFace>({
    ...{ isPaused, isLive: atMs === null, isGathering: atMs !== null, rate: 1 },
  });
  const shown = createStore<number | null>(atMs);
  let clock: Clock = {
    ...{ baseMs: atMs ?? Date.now(), setAt: performance.now(), rate: 1, isRunning: false },
  };
  let leader = 0;
  let gatheredBy = performance.now() + LONGEST_GATHERING_MS;
  let toldAt = 0;
  let frame = 0;

  const change = (to: Partial<WallFace>) => face.set({ ...face.get(), ...to });
  const each = (tell: (follower: WallFollower) => void) => followers.forEach(tell);

  function gather(toMs: number) {
    const now = performance.now();
    clock = clockSet(clock, now, { baseMs: toMs, isRunning: false });
    gatheredBy = now + LONGEST_GATHERING_MS;
    change({ isGathering: true, isLive: false });
    shown.set(toMs);
    each((follower) => follower.stand(toMs, now));
  }

  function open(toMs: number, isBack = false) {
    const isFresh = toMs > Date.now() - FRESH_MS;
    if (isFresh && !isBack && !face.get().isPaused) goLive();
    else gather(toMs);
  }

  /** All at once, when the last has its picture; one that takes too long joins later. */
  function start(now: number) {
    const { isPaused: stands } = face.get();
    clock = clockSet(clock, now, { isRunning: !stands });
    change({ isGathering: false });
    if (!stands) each((follower) => follower.start(clock, now));
  }

  function look(now: number) {
    frame = requestAnimationFrame(() => look(performance.now()));
    const { isLive, isGathering } = face.get();
    shown.set(isLive ? newest() : clockAt(clock, now));
    if (isLive || now - toldAt < EACH_MS) return;
    toldAt = now;
    if (!isGathering) each((follower) => follower.keepUp(clock, now));
    else if (now > gatheredBy || haveAllArrived()) start(now);
    const isFast = clock.isRunning && clock.rate > 1;
    if (isFast && clockAt(clock, now) > Date.now() - FRESH_MS) goLive();
  }

  /** The main camera's moment; while it has none, the newest of the others. */
  function newest(): number | null {
    const own = followers.get(leader)?.wallMs() ?? null;
    const others = [...followers.values()].map((one) => one.wallMs()).filter((ms) => ms !== null);
    return own ?? (others.length > 0 ? Math.max(...others) : null);
  }

  function haveAllArrived(): boolean {
    return followers.size > 0 && [...followers.values()].every((one) => one.hasArrived(clock));
  }

  function goLive() {
    change({ isLive: true, isPaused: false, isGathering: false, rate: 1 });
    clock = clockSet(clock, performance.now(), { rate: 1, isRunning: false });
    each((follower) => follower.live());
  }

  function pause() {
    if (face.get().isPaused) return;
    change({ isPaused: true });
    const { isLive } = face.get();
    const atMs = shown.get();
    if (isLive && atMs !== null) {
      gather(atMs);
    } else {
      clock = clockSet(clock, performance.now(), { isRunning: false });
      each((follower) => follower.pause());
    }
  }

  function play() {
    if (!face.get().isPaused) return;
    change({ isPaused: false });
    open(clockAt(clock, performance.now()));
  }

  const endOfRest = restWhileUnseen({ get: () => face.get(), pause, play, live: goLive });
  look(performance.now());
  return {
    face,
    clock: shown,
    days,
    join(camera, player) {
      const follower = createFollower(
        player,
        () => days.get().get(camera),
        () => clock,
      );
      followers.set(camera, follower);
      if (face.get().isLive) follower.live();
      else follower.stand(clockAt(clock, performance.now()), performance.now());
      return () => {
        follower.end();
        followers.delete(camera);
      };
    },
    cover(camera, store) {
      days.set(new Map(days.get()).set(camera, store));
      return () => days.set(new Map([...days.get()].filter(([id]) => id !== camera)));
    },
    lead: (camera) => (leader = camera),
    open,
    scrub(toMs) {
      const now = performance.now();
      clock = clockSet(clock, now, { baseMs: toMs, isRunning: false });
      gatheredBy = Infinity; // the drag ends it
      change({ isGathering: true, isLive: false });
      shown.set(toMs);
      each((follower) => follower.scrub(toMs));
    },
    live: goLive,
    play,
    pause,
    setRate(rate) {
      clock = clockSet(clock, performance.now(), { rate });
      change({ rate });
    },
    destroy() {
      cancelAnimationFrame(frame);
      endOfRest();
      each((follower) => follower.end());
    },
  };
}

interface Restful {
  get: () => WallFace;
  pause: () => void;
  play: () => void;
  live: () => void;
}

/** What nobody sees, or may see, is not loaded; it goes on where it was when somebody does. */
function restWhileUnseen(wall: Restful): () => void {
  let was: WallFace | null = null;
  const changed = () => {
    if (document.visibilityState === "hidden" || isSignedOut.get()) {
      was ??= wall.get();
      wall.pause();
    } else if (was) {
      if (was.isLive) wall.live();
      else if (!was.isPaused) wall.play();
      was = null;
    }
  };
  document.addEventListener("visibilitychange", changed);
  const deaf = isSignedOut.subscribe(changed);
  return () => {
    document.removeEventListener("visibilitychange", changed);
    deaf();
  };
}
