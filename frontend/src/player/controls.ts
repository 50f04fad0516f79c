// What the player offers to the rest of the client. It owns the current time: nobody else keeps one.

/** Half-open, in milliseconds since the epoch. */
export interface Stretch {
  startMs: number;
  endMs: number;
}

export type PlayerState =
  | "idle"
  | "loading"
  | "playing"
  | "paused"
  | "live"
  | "gap" // nothing is recorded at this moment: `nearest` has what is around it
  | "end" // of what is recorded: nothing comes after
  | "codec" // this browser cannot play it: `codecs` names it
  | "browser" // no Media Source Extensions here
  | "signed_out"
  | "missing"
  | "network" // tried again by itself; what is buffered plays meanwhile
  | "broken";

export interface PlayerSnapshot {
  state: PlayerState;
  /** The moment of the picture that is shown or sought; null for none. Changes with each frame. */
  wallMs: number | null;
  isPaused: boolean;
  isLive: boolean;
  /** 0.25 to 16; negative: reverse, by key frames. */
  rate: number;
  volume: number;
  isMuted: boolean;
  hasSound: boolean;
  /** RFC 6381, comma separated. */
  codecs: string;
  nearest: { beforeMs: number | null; afterMs: number | null };
  /** Wall-clock stretches that play without asking the server. */
  buffered: readonly Stretch[];
  /** The stretch that is played again and again. */
  loop: Stretch | null;
}

export interface Capture {
  /** PNG. */
  picture: Blob;
  /** The moment at which the frame begins. */
  wallMs: number;
}

export interface Player {
  get(): PlayerSnapshot;
  subscribe(listener: () => void): () => void;

  /** Shows the very frame of that moment; goes on as before (playing or paused). */
  open(atMs: number): void;
  /** Plays what is being recorded. */
  live(): void;
  /** Goes on at the rate that is set, backwards too. */
  play(): void;
  /** Ends reverse: what is played next goes forward at 1. */
  pause(): void;
  toggle(): void;
  /** A negative rate begins to play backwards at once. Far from 1 it leaves live. */
  setRate(rate: number): void;
  /** Pauses; -1 the frame before, 1 the one after. */
  stepFrame(by: -1 | 1): void;
  /** While a handle is dragged: a picture near that moment, at once; the newest wins. */
  scrub(atMs: number): void;
  /** The drag is over: as `open`. */
  release(atMs: number): void;
  /** Plays the stretch in a loop, from its first picture on, until another `open`, or null. */
  setLoop(stretch: Stretch | null): void;
  setVolume(volume: number): void;
  setMuted(isMuted: boolean): void;
  /** The frame that is on the screen, in its full size; null when none is. */
  capture(): Promise<Capture | null>;
  /**
   * For what is found out before it is shown: what this answers tells whether nothing else was
   * asked for meanwhile.
   */
  intend(): () => boolean;
  /** Tries again after "network", "broken" or signing in. */
  again(): void;
  destroy(): void;
}

export interface PlayerSource {
  camera: number;
  /**
   * Where the pictures are put, over its whole size, below what else is in it. It is given
   * `data-player-state` and `data-wall-ms`.
   */
  stage: HTMLElement;
  /** False: muted at first, and volume and muting are not remembered on the device. */
  keepsSound?: boolean;
}
