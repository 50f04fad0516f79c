// A <video> with one playlist in it. Says when the frame that was asked for is on the screen.

import {
  clockMapOf,
  EMPTY_MAP,
  endPosition,
  endsOf,
  positionAt,
  stretchesOf,
  wallAt,
  type ClockMap,
} from "./clockMap";
import type { Stretch } from "./controls";
import type { Fault } from "./faults";
import { NO_FRAMES, noteFrame, noteTold, type FrameLengths } from "./frames";
import type { Playlist } from "./hls";

/** Chromium: it takes a moment so near before a buffered range for the range's first frame. */
const NEARLY_S = 0.25;
/** A frame is longer than this before it only for a camera that hardly sends any. */
const LONGEST_FRAME_S = 0.5;
const SAME_S = 0.001;
/** A frame begins at the moment that is sought: rounded down, the one before it would be shown. */
const INSIDE_S = 0.0005;
/** A seek inside the frame that is shown need not paint it anew. */
const UNPAINTED_MS = 120;

export interface DeckEars {
  /** The list is known: answers the media time to begin with, or null to leave it. */
  begin(deck: Deck): number | null;
  /** Each frame. */
  painted(deck: Deck): void;
  /** The frame that was sought is the one on the screen. */
  arrived(deck: Deck): void;
  ended(deck: Deck): void;
  waiting(deck: Deck): void;
  /** The browser refuses sound until somebody clicks. */
  silenced(deck: Deck): void;
  /** More, or less, can be played without asking the server. */
  buffered(deck: Deck): void;
  /** The server has answered. */
  loaded(deck: Deck): void;
  failed(deck: Deck, fault: Fault): void;
}

export class Deck {
  codecs = "";
  /** The media time of the frame on the screen; null for none. */
  painted: number | null = null;
  frames: FrameLengths = NO_FRAMES;
  isLive = false;

  #playlist: Playlist | null = null;
  #map: ClockMap | null = null;
  #hasBegun = false;
  /** The media time being sought; any will do when live begins. */
  #target: number | "any" | null = null;
  /** The frame that was there when it was sought: painted again, it may be or not be the one. */
  #before: number | null = null;
  #isContinuous = false;
  #loads = 0;
  #seeks = 0;
  #timer = 0;

  constructor(
    readonly video: HTMLVideoElement,
    private readonly ears: DeckEars,
    signal: AbortSignal,
  ) {
    const on = (name: string, heard: () => void) =>
      video.addEventListener(name, () => this.#playlist && heard(), { signal });
    on("seeked", () => this.#sought());
    on("ended", () => this.ears.ended(this));
    on("waiting", () => this.ears.waiting(this));
  }

  get map(): ClockMap {
    this.#map ??= this.#playlist ? clockMapOf(this.#playlist.fragments()) : EMPTY_MAP;
    return this.#map;
  }

  get isSeeking(): boolean {
    return this.#target !== null;
  }

  get isGrowing(): boolean {
    return this.#playlist?.isGrowing() ?? false;
  }

  get wallMs(): number | null {
    return this.painted === null ? null : wallAt(this.map, this.painted);
  }

  /** Seconds of media time until the window ends. */
  get left(): number {
    return endPosition(this.map) - this.video.currentTime;
  }

  get ends(): Stretch | null {
    return endsOf(this.map);
  }

  get playlist(): Playlist | null {
    return this.#playlist;
  }

  /** The media time of a moment, when the window that is loaded has it. */
  positionOf(wallMs: number): number | null {
    return this.#hasBegun && !this.isLive ? positionAt(this.map, wallMs) : null;
  }

  buffered(): Stretch[] {
    return stretchesOf(this.map, this.#ranges());
  }

  /** In the place of what was there. `hls` comes with the first one that is loaded. */
  async load(url: string, isLive: boolean, hls: Promise<typeof import("./hls")>): Promise<void> {
    this.close();
    const load = this.#loads;
    const { openPlaylist } = await hls;
    if (load !== this.#loads) return;
    this.isLive = isLive;
    if (isLive) this.#begin(null);
    this.#playlist = openPlaylist(this.video, url, isLive, {
      listed: (codecs) => {
        this.codecs = codecs;
        if (this.#hasBegun) this.ears.loaded(this);
        else this.#start();
      },
      changed: () => (this.#map = null),
      buffered: (isMore) => {
        this.ears.buffered(this);
        if (isMore) this.ears.loaded(this);
      },
      measured: (seconds) => (this.frames = noteTold(this.frames, seconds)),
      failed: (fault) => this.ears.failed(this, fault),
    });
  }

  /** The frame at that media time; what was shown stays until it is painted. */
  seek(at: number): void {
    const position = at + INSIDE_S;
    const seek = ++this.#seeks;
    this.#target = position;
    this.#before = this.painted;
    this.#isContinuous = false;
    if (!this.isJustBeforeBuffered(position)) {
      this.video.currentTime = position;
      return;
    }
    void this.#playlist?.flush().then(() => {
      if (seek === this.#seeks) this.video.currentTime = position;
    });
  }

  /** Where a browser shows the first frame that it has, and asks for none before it. */
  isJustBeforeBuffered(position: number): boolean {
    const ranges = this.#ranges();
    const isIn = ranges.some(([start, end]) => start <= position && position < end);
    return !isIn && ranges.some(([start]) => position < start && start - position < NEARLY_S);
  }

  play(speed: number): void {
    this.video.playbackRate = speed;
    this.#playlist?.suit(speed);
    // Without a click a browser may refuse sound, never a picture.
    this.video.play().catch((fault: unknown) => {
      const isRefused = fault instanceof DOMException && fault.name === "NotAllowedError";
      if (!isRefused || this.video.muted) return;
      this.video.muted = true;
      this.ears.silenced(this);
      this.video.play().catch(() => undefined);
    });
  }

  /** Frees what it holds; its picture goes. */
  close(): void {
    this.#loads += 1;
    this.#seeks += 1;
    clearTimeout(this.#timer);
    this.video.pause();
    this.#playlist?.destroy();
    this.#playlist = null;
    this.#map = null;
    this.#hasBegun = false;
    this.#target = null;
    this.painted = null;
    this.frames = NO_FRAMES;
    this.codecs = "";
  }

  #start(): void {
    const position = this.ears.begin(this);
    if (position === null || !this.#playlist) return;
    this.#begin(position + INSIDE_S);
    this.#playlist.startAt(position + INSIDE_S);
  }

  #begin(position: number | null): void {
    this.#hasBegun = true;
    this.#target = position ?? "any";
    this.#before = null;
    this.#isContinuous = false;
    const load = this.#loads;
    const painted: VideoFrameRequestCallback = (_now, { mediaTime }) => {
      if (load !== this.#loads) return;
      this.video.requestVideoFrameCallback(painted);
      this.#note(mediaTime);
    };
    this.video.requestVideoFrameCallback(painted);
  }

  #note(position: number): void {
    const isNext = this.#isContinuous && this.video.playbackRate <= 1;
    this.frames = noteFrame(this.frames, position, isNext);
    this.#isContinuous = true;
    this.painted = position;
    this.#arrive();
    this.ears.painted(this);
  }

  #sought(): void {
    this.#arrive();
    clearTimeout(this.#timer);
    if (this.#target === null) return;
    this.#timer = window.setTimeout(() => {
      if (this.#target !== null && !this.video.seeking) this.#arriveAt();
    }, UNPAINTED_MS);
  }

  #arrive(): void {
    if (this.painted !== null && !this.video.seeking && this.#isOnTarget(this.painted)) {
      this.#arriveAt();
    }
  }

  #isOnTarget(painted: number): boolean {
    if (this.#target === null || painted === this.#before) return false;
    if (this.#target === "any") return true;
    const late = this.#target - painted;
    if (!this.video.paused) return Math.abs(late) < LONGEST_FRAME_S;
    const isSought = Math.abs(this.video.currentTime - this.#target) < SAME_S;
    return isSought && late > -SAME_S && late < LONGEST_FRAME_S;
  }

  #arriveAt(): void {
    clearTimeout(this.#timer);
    this.#target = null;
    this.ears.arrived(this);
  }

  #ranges(): [number, number][] {
    const { buffered } = this.video;
    const count = { length: buffered.length };
    return Array.from(count, (_, at) => [buffered.start(at), buffered.end(at)]);
  }
}
