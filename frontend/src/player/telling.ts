// Tells of the player, at most once a frame of the screen.

import type { PlayerSnapshot } from "./controls";
import { after, snapshotOf, type PlayerEvent, type Situation } from "./playerState";

const HIDDEN_MS = 100;

export class Telling {
  #snapshot: PlayerSnapshot;
  #listeners = new Set<() => void>();
  #isDue = false;
  #isOver = false;

  constructor(
    private situation: Situation,
    private readonly show: (told: PlayerSnapshot) => void,
  ) {
    this.#snapshot = snapshotOf(situation, null);
    show(this.#snapshot);
  }

  get now(): Situation {
    return this.situation;
  }

  get snapshot(): PlayerSnapshot {
    return this.#snapshot;
  }

  hear(event: PlayerEvent): void {
    if (this.#isOver) return;
    this.situation = after(this.situation, event);
    const snapshot = snapshotOf(this.situation, this.#snapshot);
    if (snapshot === this.#snapshot) return;
    this.#snapshot = snapshot;
    this.show(snapshot);
    if (this.#isDue) return;
    this.#isDue = true;
    // A page that nobody sees paints no frames.
    if (document.hidden) setTimeout(this.#tell, HIDDEN_MS);
    else requestAnimationFrame(this.#tell);
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  end(): void {
    this.#isOver = true;
    this.#listeners.clear();
  }

  #tell = (): void => {
    this.#isDue = false;
    for (const listener of [...this.#listeners]) listener();
  };
}
