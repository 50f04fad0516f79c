// The player's elements: two <video>, one over the other, and the picture that stands in for them
// while scrubbing.

import { wallAt } from "./clockMap";
import type { Capture } from "./controls";
import { Deck, type DeckEars } from "./deck";
import styles from "./screen.module.css";

const MICROSECONDS = 1_000_000; // in a second

export class Screen {
  #shown: Deck;
  #hidden: Deck;
  #picture: HTMLImageElement | null = null;
  #root = document.createElement("div");

  constructor(
    private readonly stage: HTMLElement,
    ears: DeckEars,
    signal: AbortSignal,
  ) {
    this.#root.className = styles["screen"] ?? "";
    this.#shown = new Deck(this.#makeVideo(), ears, signal);
    this.#hidden = new Deck(this.#makeVideo(), ears, signal);
    if (getComputedStyle(stage).position === "static") stage.style.position = "relative";
    stage.prepend(this.#root);
  }

  /** The one whose picture is seen. */
  get shown(): Deck {
    return this.#shown;
  }

  get hidden(): Deck {
    return this.#hidden;
  }

  /** Brings the hidden one, whose frame is painted, to the front, and frees the other. */
  swap(): void {
    const old = this.#shown;
    this.#shown = this.#hidden;
    this.#hidden = old;
    this.markShown();
    this.#shown.video.muted = old.video.muted;
    this.#shown.video.volume = old.video.volume;
    old.video.muted = true;
    old.close();
  }

  markShown(): void {
    this.#shown.video.dataset["shown"] = "";
    delete this.#hidden.video.dataset["shown"];
  }

  setSound(volume: number, isMuted: boolean): void {
    this.#shown.video.volume = volume;
    this.#shown.video.muted = isMuted;
  }

  /** A picture over the video, decoded already; null takes it away. */
  cover(picture: HTMLImageElement | null): void {
    const old = this.#picture;
    this.#picture = picture;
    if (picture) {
      picture.className = styles["picture"] ?? "";
      picture.dataset["scrub"] = "";
      this.#root.append(picture);
    }
    if (!old) return;
    old.remove();
    URL.revokeObjectURL(old.src);
  }

  /** The frame that is on the screen; null when there is none, or another picture over it. */
  async capture(): Promise<Capture | null> {
    const { video, painted, map } = this.#shown;
    const hasFrame = painted !== null && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
    if (this.#picture || !hasFrame) return null;
    // Its own time: while playing it may be newer than the last one that the browser told of.
    const frame = new VideoFrame(video);
    const wallMs = wallAt(map, frame.timestamp / MICROSECONDS);
    const canvas = new OffscreenCanvas(frame.displayWidth, frame.displayHeight);
    canvas.getContext("2d")?.drawImage(frame, 0, 0);
    frame.close();
    if (wallMs === null) return null;
    return { picture: await canvas.convertToBlob({ type: "image/png" }), wallMs };
  }

  /** For styles and tests. */
  tell = ({ state, wallMs }: { state: string; wallMs: number | null }): void => {
    const { dataset } = this.stage;
    dataset["playerState"] = state;
    if (wallMs === null) delete dataset["wallMs"];
    else dataset["wallMs"] = String(Math.round(wallMs));
  };

  destroy(): void {
    this.cover(null);
    for (const deck of [this.#shown, this.#hidden]) {
      deck.close();
      deck.video.removeAttribute("src");
      deck.video.load();
    }
    this.#root.remove();
    delete this.stage.dataset["playerState"];
    delete this.stage.dataset["wallMs"];
  }

  #makeVideo(): HTMLVideoElement {
    const video = document.createElement("video");
    video.className = styles["picture"] ?? "";
    video.muted = true;
    video.playsInline = true;
    video.preload = "auto";
    video.tabIndex = -1;
    this.#root.append(video);
    return video;
  }
}
