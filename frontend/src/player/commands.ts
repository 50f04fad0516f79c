// What the rest of the client can tell the player to do.

import { isSignedOut } from "../api/client";
import { serverMs } from "../app/serverClock";
import type { Capture, Player, PlayerSnapshot, Stretch } from "./controls";
import type { Engine } from "./engine";
import { clampRate } from "./rates";
import { keptMuted, keptVolume } from "./sound";

const LATE_MS = 30_000; // live that was paused for longer goes on as a recording
const LIVE_RATES = { least: 0.8, most: 1.25 };

export class Commands implements Player {
  /** Counts what was asked for. */
  #wishes = 0;
  /** Who has signed in again goes on where they were. */
  readonly #deaf = isSignedOut.subscribe(() => {
    if (!isSignedOut.get() && this.get().state === "signed_out") this.again();
  });

  constructor(
    private readonly engine: Engine,
    private readonly keepsSound: boolean,
  ) {}

  get = (): PlayerSnapshot => this.engine.telling.snapshot;

  subscribe = (listener: () => void): (() => void) => this.engine.telling.subscribe(listener);

  intend(): () => boolean {
    const wish = ++this.#wishes;
    return () => wish === this.#wishes;
  }

  open(atMs: number): void {
    this.intend();
    this.engine.tell({ loop: null });
    this.engine.go(atMs);
  }

  live(): void {
    this.intend();
    this.engine.tell({ loop: null, rate: 1 });
    this.engine.tell({ isPaused: false });
    this.engine.ask({ kind: "live" });
  }

  play(): void {
    const { isLive, failure, paintedMs } = this.engine.now;
    this.engine.tell({ isPaused: false });
    const isLate = isLive && paintedMs !== null && serverMs() - paintedMs > LATE_MS;
    if (failure === "end") this.engine.goOn();
    else if (isLate) this.engine.go(paintedMs);
    else this.engine.run();
  }

  pause(): void {
    if (this.engine.now.rate < 0) this.engine.tell({ rate: 1 });
    this.engine.tell({ isPaused: true });
    this.engine.run();
  }

  toggle(): void {
    if (this.engine.now.isPaused) this.play();
    else this.pause();
  }

  setRate(rate: number): void {
    const given = clampRate(rate);
    const { isLive, paintedMs } = this.engine.now;
    this.engine.tell({ rate: given });
    if (given < 0) this.engine.tell({ isPaused: false });
    const isLeaving = isLive && (given < LIVE_RATES.least || given > LIVE_RATES.most);
    if (isLeaving && paintedMs !== null) this.engine.go(paintedMs);
    else this.engine.run();
  }

  stepFrame(by: -1 | 1): void {
    this.intend();
    const { isPaused, failure, paintedMs } = this.engine.now;
    if (!isPaused) this.pause();
    // From the picture that stays where nothing more is to be had.
    if (failure && paintedMs !== null) this.engine.go(paintedMs);
    this.engine.steps.add(by);
  }

  scrub(atMs: number): void {
    this.intend();
    this.engine.startScrubbing();
    this.engine.telling.hear({ kind: "scrubbed", atMs });
    this.engine.pictures.want(atMs);
  }

  release(atMs: number): void {
    this.open(atMs);
  }

  setLoop(stretch: Stretch | null): void {
    if (!stretch) {
      this.engine.tell({ loop: null });
      return;
    }
    this.intend();
    if (this.engine.now.rate < 0) this.engine.tell({ rate: 1 });
    this.engine.tell({ isPaused: false });
    this.engine.playLoop(stretch);
  }

  setVolume(volume: number): void {
    const given = Math.min(1, Math.max(0, volume));
    if (this.keepsSound) keptVolume.set(given);
    this.engine.tell({ volume: given });
    this.engine.screen.setSound(given, this.engine.now.isMuted);
  }

  setMuted(isMuted: boolean): void {
    if (this.keepsSound) keptMuted.set(isMuted);
    this.engine.tell({ isMuted });
    this.engine.screen.setSound(this.engine.now.volume, isMuted);
  }

  capture(): Promise<Capture | null> {
    return this.engine.screen.capture();
  }

  again(): void {
    this.engine.again();
  }

  destroy(): void {
    this.intend();
    this.#deaf();
    this.engine.destroy();
  }
}
