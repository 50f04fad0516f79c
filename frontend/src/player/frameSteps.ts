// One frame on, one frame back: as many as keys were pressed, one after the other.

import { endPosition } from "./clockMap";
import type { Deck } from "./deck";
import { justAfter, justBefore } from "./frames";

/** Sought again when it was still the same frame, so often. */
const MOST_TRIES = 8;
const MOST_PENDING = 12;

export class FrameSteps {
  /** Still to be made, besides the one under way. */
  #pending = 0;
  /** The frame that the one under way leaves, and whither. */
  #from: number | null = null;
  #by: -1 | 1 = 1;
  #tries = 0;

  /** `overEdge`: the frame lies in another window. `isHeld`: another picture is to come first. */
  constructor(
    private readonly shown: () => Deck,
    private readonly overEdge: (by: -1 | 1) => void,
    private readonly isHeld: () => boolean,
  ) {}

  add(by: -1 | 1): void {
    const pending = this.#pending + by;
    if (Math.abs(pending) <= MOST_PENDING) this.#pending = pending;
    if (this.#from === null && !this.shown().isSeeking && !this.isHeld()) this.#step();
  }

  cancel(): void {
    this.#pending = 0;
    this.#from = null;
  }

  /** A sought frame is on the screen, of a step or of anything else. */
  arrived(): void {
    const { painted } = this.shown();
    if (this.#from !== null && painted !== null) {
      const moved = (painted - this.#from) * this.#by;
      this.#tries += 1;
      if (moved <= 0 && this.#tries < MOST_TRIES) {
        this.#seek(this.#from);
        return;
      }
    }
    this.#step();
  }

  #step(): void {
    const { painted } = this.shown();
    this.#from = null;
    this.#tries = 0;
    if (this.#pending === 0 || painted === null) return;
    this.#by = this.#pending < 0 ? -1 : 1;
    this.#pending -= this.#by;
    this.#seek(painted);
  }

  #seek(from: number): void {
    const deck = this.shown();
    const to = this.#by < 0 ? justBefore(from) : justAfter(from, deck.frames, this.#tries);
    this.#from = from;
    if (to >= (deck.map.starts[0] ?? 0) && to < endPosition(deck.map)) {
      deck.seek(to);
      return;
    }
    this.#from = null;
    this.overEdge(this.#by);
  }
}
