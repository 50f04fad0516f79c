// Playing backwards: seeks from picture to picture, each when the one before is on the screen.

import type { Deck } from "./deck";
import { REVERSE_EVERY_MS, reversePosition } from "./rates";

const LOOK_MS = 30;

export class Reverse {
  #deck: Deck | null = null;
  #speed = 1;
  #from = { ms: 0, position: 0 };
  #soughtMs = 0;
  #timer = 0;

  /** `atStart`: nothing lies before it in the window. */
  constructor(private readonly atStart: () => void) {}

  get isOn(): boolean {
    return this.#deck !== null;
  }

  start(deck: Deck, speed: number): void {
    this.stop();
    this.#deck = deck;
    this.#speed = speed;
    this.#from = { ms: performance.now(), position: deck.painted ?? deck.video.currentTime };
    deck.video.pause();
    deck.playlist?.suit(0);
    this.#look();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#deck = null;
  }

  /** The picture is on the screen. */
  arrived(): void {
    const { ms } = this.#from;
    const waitMs = Math.max(this.#soughtMs, ms) + REVERSE_EVERY_MS - performance.now();
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#look(), Math.max(0, waitMs));
  }

  #look(): void {
    const deck = this.#deck;
    if (!deck) return;
    const seconds = (performance.now() - this.#from.ms) / 1000;
    const due = this.#from.position - seconds * this.#speed;
    const shown = deck.painted ?? this.#from.position;
    const next = reversePosition(deck.map, { due, shown, speed: this.#speed });
    if (next !== null) {
      this.#soughtMs = performance.now();
      deck.seek(next);
    } else if (due < (deck.map.starts[0] ?? 0)) {
      this.atStart();
    } else {
      this.#timer = window.setTimeout(() => this.#look(), LOOK_MS);
    }
  }
}
