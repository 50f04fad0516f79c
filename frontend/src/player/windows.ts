// What the hidden video loads: the window of what is wanted now, or the one that comes next.
//
// 1. A wish is asked for by its moment. 2. When the list is known, its place in it is found, or the
// next wish of a search over gaps. 3. When its frame is painted, it is ready to be shown.

import { momentsAround } from "./clockMap";
import { isPlayable } from "./codecs";
import type { Deck } from "./deck";
import type { Fault } from "./faults";
import { hasMediaSource, isTypeSupported } from "./mediaSource";
import type { Screen } from "./screen";
import { placeOf, urlOf, wishBeyond, type Wish } from "./wishes";

interface Incoming {
  /** What was wanted at first, before a search led on. */
  first: Wish;
  wish: Wish;
  /** To be shown as soon as it is ready; else when what is shown has ended. */
  isWanted: boolean;
  isReady: boolean;
}

export interface WindowsEars {
  ready(): void;
  /** Of what was wanted; `wish` as it was at first. */
  missed(fault: Fault, wish: Wish): void;
}

const AGAIN_MS = 10_000; // a second refusal of bytes within this is no accident
const LOOK_AHEAD_MS = 1000; // a server that is away is not asked with each frame

export class Windows {
  /** Nothing comes after the window that is shown, as far as is known. */
  isLast = false;
  #incoming: Incoming | null = null;
  #lookedAheadAt = -Infinity;
  #refusedAt = -Infinity;

  constructor(
    private readonly camera: number,
    private readonly screen: Screen,
    private readonly hls: () => Promise<typeof import("./hls")>,
    private readonly ears: WindowsEars,
  ) {}

  get incoming(): Readonly<Incoming> | null {
    return this.#incoming;
  }

  /** Whether something is loaded that will be shown as soon as it can. */
  get isOpening(): boolean {
    return this.#incoming?.isWanted ?? false;
  }

  load(wish: Wish, isWanted: boolean, first = wish): void {
    const incoming = { first, wish, isWanted, isReady: false };
    this.#incoming = incoming;
    if (!hasMediaSource()) {
      this.#fail({ kind: "browser" });
      return;
    }
    const { hidden } = this.screen;
    hidden.load(urlOf(this.camera, wish), wish.kind === "live", this.hls()).catch(() => {
      if (this.#incoming === incoming) this.#fail({ kind: "network" });
    });
  }

  /** Loads what comes after the window that is shown, whose end is near. */
  lookAhead(): void {
    const fromMs = this.screen.shown.ends?.endMs;
    const isDue = performance.now() - this.#lookedAheadAt > LOOK_AHEAD_MS;
    if (!isDue || this.isLast || this.#incoming || fromMs === undefined) return;
    this.#lookedAheadAt = performance.now();
    this.load({ kind: "on", fromMs, isFar: false }, false);
  }

  reload(): void {
    if (this.#incoming)
      this.load(this.#incoming.wish, this.#incoming.isWanted, this.#incoming.first);
  }

  /** From the window that is loaded ahead, when it has the moment. */
  openAhead(atMs: number): boolean {
    const { hidden } = this.screen;
    const position = this.#incoming?.isReady ? hidden.positionOf(atMs) : null;
    if (position === null) return false;
    const wish: Wish = { kind: "at", atMs };
    this.#incoming = { first: wish, wish, isWanted: true, isReady: false };
    hidden.seek(position);
    return true;
  }

  /** What was loaded ahead is wanted now. True: it is ready. */
  takeAhead(): boolean {
    if (!this.#incoming) return false;
    this.#incoming.isWanted = true;
    return this.#incoming.isReady;
  }

  drop(): void {
    if (!this.#incoming) return;
    this.#incoming = null;
    this.screen.hidden.close();
  }

  /** It is shown: no more coming. */
  settle(): void {
    this.#incoming = null;
    this.isLast = false;
  }

  begin(deck: Deck): number | null {
    const incoming = this.#incoming;
    if (deck !== this.screen.hidden || !incoming) return null;
    if (!isPlayable(deck.codecs, isTypeSupported)) {
      this.#fail({ kind: "codec", codecs: deck.codecs });
      return null;
    }
    const place = placeOf(deck.map, incoming.wish, deck.isGrowing);
    if (place === null) this.#searchOn(deck);
    return place;
  }

  arrived(): void {
    const incoming = this.#incoming;
    if (!incoming) return;
    incoming.isReady = true;
    if (incoming.isWanted) this.ears.ready();
  }

  failed(fault: Fault): void {
    const incoming = this.#incoming;
    if (!incoming) return;
    const beyond = fault.nearest ? wishBeyond(incoming.wish, fault.nearest) : null;
    const isPassing = fault.kind === "stale" || fault.kind === "media";
    if (beyond) this.load(beyond, incoming.isWanted, incoming.first);
    else if (!isPassing) this.#fail({ ...fault, codecs: this.screen.hidden.codecs });
    else if (performance.now() - this.#refusedAt < AGAIN_MS) this.#fail({ kind: "broken" });
    else {
      this.#refusedAt = performance.now();
      this.reload();
    }
  }

  #searchOn(deck: Deck): void {
    const incoming = this.#incoming;
    if (!incoming) return;
    const beyond = wishBeyond(incoming.wish, null);
    const atMs = incoming.wish.kind === "at" ? incoming.wish.atMs : NaN;
    if (beyond) this.load(beyond, incoming.isWanted, incoming.first);
    else this.#fail({ kind: "gap", nearest: momentsAround(deck.map, atMs) });
  }

  #fail(fault: Fault): void {
    const incoming = this.#incoming;
    if (!incoming) return;
    if (fault.kind !== "network" || !incoming.isWanted) this.drop();
    if (incoming.isWanted) {
      this.ears.missed(fault, incoming.first);
      return;
    }
    this.isLast = fault.kind === "gap";
    this.#lookedAheadAt = performance.now() + (fault.restMs ?? 0);
  }
}
