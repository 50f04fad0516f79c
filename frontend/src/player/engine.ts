// One camera on a stage: what follows from what is wanted, and from what the two videos tell.

import { noteSignedOut } from "../api/client";
import type { PlayerSource, Stretch } from "./controls";
import type { Deck, DeckEars } from "./deck";
import type { Fault } from "./faults";
import { frameSeconds } from "./frames";
import { FrameSteps } from "./frameSteps";
import { tellNearest } from "./nearest";
import { situationAtFirst, type Facts } from "./playerState";
import { Retry } from "./retry";
import { Reverse } from "./reverse";
import { Screen } from "./screen";
import { ScrubPictures } from "./scrubPictures";
import { keptMuted, keptVolume } from "./sound";
import { Telling } from "./telling";
import { Windows } from "./windows";
import { momentOf, type Wish } from "./wishes";

const RETRY_MS = 2000;
const LIVE_AGAIN_MS = 5000;
const AGAIN_MS = 10_000; // a second failure within this is no accident
const AHEAD_S = 15;
const EDGE_S = 3; // of a list that grows: nothing can be played quicker than it comes

export class Engine {
  readonly screen: Screen;
  readonly telling: Telling;
  readonly pictures: ScrubPictures;
  readonly steps = new FrameSteps(
    () => this.screen.shown,
    (by) => this.#overEdge(by),
    () => this.#windows.isOpening,
  );
  isScrubbing = false;
  /** The window that is shown is not to be asked for more. */
  #isSpoiled = false;
  readonly #over = new AbortController();
  readonly #windows: Windows;
  readonly #reverse = new Reverse(() => this.#overEdge(-1));
  readonly #retry = new Retry(() => this.#tryAgain(), this.#over.signal);
  #failedAt = -Infinity;

  constructor(
    private readonly source: PlayerSource,
    hls: () => Promise<typeof import("./hls")>,
  ) {
    this.screen = new Screen(source.stage, this.#ears(), this.#over.signal);
    const isMuted = source.keepsSound === false || keptMuted.get();
    this.telling = new Telling(situationAtFirst(keptVolume.get(), isMuted), this.screen.tell);
    this.#windows = new Windows(source.camera, this.screen, hls, {
      ready: () => this.#show(),
      missed: (fault, wish) => this.#missed(fault, wish),
    });
    this.pictures = new ScrubPictures(source.camera, this.#over.signal, {
      came: (picture) => this.screen.cover(picture),
      refused: (fault) => this.#fail(fault),
    });
  }

  get now() {
    return this.telling.now;
  }

  tell(of: Partial<Facts>): void {
    this.telling.hear({ kind: "told", of });
  }

  /** The very frame of a moment: from a window that is loaded, else from a new one. */
  go(atMs: number, isQuiet = false): void {
    const { shown } = this.screen;
    const position = this.#isSpoiled ? null : shown.positionOf(atMs);
    if (position === null) {
      this.ask({ kind: "at", atMs });
      return;
    }
    this.#settle();
    this.#retry.keep(this.now.isAway, RETRY_MS);
    this.#windows.drop();
    this.telling.hear({ kind: "asked", atMs, isQuiet });
    shown.seek(position);
  }

  /** What the window that is shown does not have; its picture stays meanwhile. */
  ask(wish: Wish): void {
    if (this.#over.signal.aborted) return;
    this.#settle();
    this.#retry.cancel();
    this.telling.hear({ kind: "asked", atMs: momentOf(wish) });
    this.screen.shown.video.pause();
    const isAhead = wish.kind === "at" && this.#windows.openAhead(wish.atMs);
    if (!isAhead) this.#windows.load(wish, true);
  }

  /** What comes after the window that is shown. */
  goOn(): void {
    const fromMs = this.screen.shown.ends?.endMs;
    if (fromMs === undefined) return;
    if (this.#windows.incoming?.isWanted !== false) this.ask({ kind: "on", fromMs, isFar: false });
    else if (this.#windows.takeAhead()) this.#show();
    else this.telling.hear({ kind: "asked", atMs: fromMs });
  }

  /** Plays, or not, as is wanted by now. */
  run(): void {
    if (this.#windows.isOpening) return;
    const { isPaused, rate, failure, loop } = this.now;
    const { shown } = this.screen;
    this.#reverse.stop();
    shown.playlist?.keepFor(loop);
    if (isPaused || failure || this.isScrubbing) shown.video.pause();
    else if (rate < 0) this.#reverse.start(shown, -rate);
    else shown.play(rate);
  }

  playLoop(loop: Stretch): void {
    this.tell({ loop });
    this.go(loop.startMs);
  }

  /** The moment that is wanted, or live, by a new list. */
  again(): void {
    this.#isSpoiled = true;
    const { isLive, wantedMs, paintedMs } = this.now;
    const atMs = wantedMs ?? paintedMs;
    if (isLive || atMs === null) this.ask({ kind: "live" });
    else this.go(atMs);
  }

  startScrubbing(): void {
    if (this.isScrubbing) return;
    this.isScrubbing = true;
    this.#windows.drop();
    this.steps.cancel();
    this.run();
  }

  destroy(): void {
    this.#over.abort();
    this.#settle();
    this.telling.end();
    this.screen.destroy();
  }

  /** Whatever was going on gives way. */
  #settle(): void {
    this.isScrubbing = false;
    this.pictures.stop();
    this.#reverse.stop();
    this.steps.cancel();
  }

  #ears(): DeckEars {
    const ofShown = (heard: (deck: Deck) => void) => (deck: Deck) => {
      if (deck === this.screen.shown) heard(deck);
    };
    return {
      begin: (deck) => this.#windows.begin(deck),
      painted: ofShown((deck) => this.#painted(deck)),
      arrived: (deck) => {
        if (deck !== this.screen.shown) this.#windows.arrived();
        else if (!this.#windows.isOpening && !this.now.failure && !this.isScrubbing)
          this.#arrived();
      },
      ended: ofShown(() => this.#ended()),
      waiting: ofShown((deck) => {
        if (!deck.isSeeking && !this.isScrubbing) this.tell({ isStalled: true });
      }),
      silenced: ofShown(() => this.tell({ isMuted: true })),
      buffered: ofShown((deck) => this.tell({ codecs: deck.codecs, buffered: deck.buffered() })),
      loaded: ofShown(() => {
        if (this.now.isAway && !this.#windows.isOpening) this.#setAway(false);
      }),
      failed: (deck, fault) => {
        if (deck !== this.screen.shown) this.#windows.failed(fault);
        else if (this.#windows.isOpening) this.#isSpoiled = true;
        else this.#hurt(fault);
      },
    };
  }

  #painted(deck: Deck): void {
    this.telling.hear({ kind: "painted", wallMs: deck.wallMs });
    const { isPaused, rate, isLive } = this.now;
    const isPlaying = !isPaused && rate > 0 && !deck.isSeeking && !this.isScrubbing;
    if (isPlaying && !isLive) this.#watchEnds(deck, rate);
  }

  /** Of the loop, of the list, of the window. */
  #watchEnds(deck: Deck, rate: number): void {
    const { loop, isAway } = this.now;
    const nextMs = (deck.wallMs ?? NaN) + frameSeconds(deck.frames) * 1000;
    if (loop && nextMs >= loop.endMs) this.go(loop.startMs, true);
    else if (!deck.isGrowing) {
      if (deck.left / rate < AHEAD_S && !isAway) this.#windows.lookAhead();
    } else if (rate > 1 && deck.left < EDGE_S) {
      this.tell({ rate: 1 });
      this.run();
    }
  }

  #arrived(): void {
    this.telling.hear({ kind: "arrived" });
    this.screen.cover(null);
    this.steps.arrived();
    if (this.#reverse.isOn) this.#reverse.arrived();
    else this.run();
  }

  /** The hidden video has what is wanted on it. */
  #show(): void {
    this.screen.swap();
    this.#windows.settle();
    this.#isSpoiled = false;
    this.#setAway(false);
    const { shown } = this.screen;
    this.screen.setSound(this.now.volume, this.now.isMuted);
    this.telling.hear({ kind: "painted", wallMs: shown.wallMs });
    this.tell({ codecs: shown.codecs, buffered: shown.buffered() });
    this.#arrived();
  }

  #ended(): void {
    const { isPaused, loop } = this.now;
    if (isPaused || this.isScrubbing || this.#windows.isOpening) return;
    if (loop) this.go(loop.startMs, true);
    else if (this.#windows.isLast) this.#missedAll();
    else this.goOn();
  }

  #overEdge(by: -1 | 1): void {
    const { ends, isGrowing } = this.screen.shown;
    if (!ends || (by > 0 && isGrowing)) return;
    if (by > 0) this.goOn();
    else this.ask({ kind: "back", fromMs: ends.startMs, isFar: false });
  }

  /** The window that is shown fails. */
  #hurt(fault: Fault): void {
    const isPassing = fault.kind === "stale" || fault.kind === "media";
    if (fault.kind === "network") this.#setAway(true, fault.restMs);
    else if (fault.kind === "gap" && this.now.isLive) this.#missed(fault, { kind: "live" });
    else if (!isPassing || performance.now() - this.#failedAt < AGAIN_MS) this.#fail(fault);
    else {
      this.#failedAt = performance.now();
      this.again();
    }
  }

  /** What was wanted is not to be had. */
  #missed(fault: Fault, wish: Wish): void {
    if (fault.kind === "network") this.#setAway(true, fault.restMs);
    else if (fault.kind !== "gap" || wish.kind === "at") this.#fail(fault, wish);
    else if (wish.kind === "live") {
      this.#fail(fault, wish);
      this.#retry.in(LIVE_AGAIN_MS);
    } else if (wish.kind === "on") this.#missedAll();
    else {
      this.tell({ rate: 1, isPaused: true });
      this.telling.hear({ kind: "arrived" });
    }
  }

  #missedAll(): void {
    this.tell({ isPaused: true });
    this.telling.hear({ kind: "failed", failure: "end" });
  }

  #fail({ kind, nearest, codecs, isBarred }: Fault, wish?: Wish): void {
    const isOurs = kind === "media" || kind === "stale" || kind === "network";
    this.#settle();
    this.#retry.cancel();
    // At a gap the window that is shown is as good as before.
    if (kind !== "gap") {
      this.screen.shown.playlist?.stop();
      this.#isSpoiled = true;
    }
    this.screen.shown.video.pause();
    this.screen.cover(null);
    if (kind === "codec" && codecs) this.tell({ codecs });
    this.telling.hear({ kind: "failed", failure: isOurs ? "broken" : kind, nearest });
    if (kind === "signed_out") noteSignedOut(isBarred);
    if (kind !== "gap" || wish?.kind !== "at") return;
    void tellNearest(this.telling, this.source.camera, wish.atMs, this.#over.signal).then(
      (loop) => loop && this.playLoop(loop),
    );
  }

  #setAway(isAway: boolean, restMs = 0): void {
    this.tell({ isAway });
    if (isAway) this.#retry.in(Math.max(RETRY_MS, restMs));
    else this.#retry.cancel();
  }

  #tryAgain(): void {
    if (this.#windows.isOpening) this.#windows.reload();
    else if (this.now.failure) this.#windows.load({ kind: "live" }, true);
    else if (!this.screen.shown.playlist?.resume()) this.#setAway(false);
  }
}
