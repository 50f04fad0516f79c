// The only module that knows hls.js; loaded when a first player is made. Settings: docs/design/player.md.

import Hls, { type HlsConfig } from "hls.js/light";

import type { Fragment } from "./clockMap";
import type { Stretch } from "./controls";
import { faultOf, type Fault } from "./faults";
import { shortestPart } from "./samples";

/** Nothing is tried again in secret: the player says what goes on, and tries again itself. */
const ONCE = {
  default: {
    maxTimeToFirstByteMs: 10_000,
    maxLoadTimeMs: 60_000,
    timeoutRetry: null,
    errorRetry: null,
  },
};

const AHEAD_S = 10;
const MOST_AHEAD_S = 60;
const BEHIND_S = 30;
const MOST_BEHIND_S = 120;
const ROUND_S = 10;

const WINDOW: Partial<HlsConfig> = {
  enableWorker: false,
  startFragPrefetch: true,
  autoStartLoad: false,
  maxBufferLength: AHEAD_S,
  maxMaxBufferLength: MOST_AHEAD_S,
  backBufferLength: BEHIND_S,
  maxLiveSyncPlaybackRate: 1, // a window that still grows is no reason to hurry
  // hls.js takes the next fragment for a moment so near a fragment's end: less than half a frame,
  // or a GOP's last frames could not be shown.
  maxFragLookUpTolerance: 0.005,
  manifestLoadPolicy: ONCE,
  playlistLoadPolicy: ONCE,
  fragLoadPolicy: ONCE,
};
const LIVE: Partial<HlsConfig> = {
  ...WINDOW,
  autoStartLoad: true,
  liveSyncDurationCount: 1.75, // a reload that comes too early costs half a target more than one
  maxLiveSyncPlaybackRate: 1.1,
};

export interface PlaylistEars {
  /** The list came, for the first time or again. */
  listed(codecs: string): void;
  /** The fragments' times are known otherwise, or there are more. */
  changed(): void;
  /** More, or less, can be played without asking the server. */
  buffered(isMore: boolean): void;
  /** A frame of it is no shorter, as far as a fragment tells. */
  measured(frameSeconds: number): void;
  failed(fault: Fault): void;
}

/** A playlist in a <video>. */
export interface Playlist {
  fragments(): readonly Fragment[];
  isGrowing(): boolean;
  /** Begins to load, and shows that media time as soon as it is there. */
  startAt(position: number): void;
  /** Goes on to load after a failure; false: nothing is missing now. */
  resume(): boolean;
  stop(): void;
  /** So much is loaded as playing at this speed needs. */
  suit(speed: number): void;
  /** What is behind the picture stays for the loop's next round, as far as there is room. */
  keepFor(loop: Stretch | null): void;
  /** Throws away what is buffered; resolves when it is gone. */
  flush(): Promise<void>;
  destroy(): void;
}

export function openPlaylist(
  video: HTMLVideoElement,
  url: string,
  isLive: boolean,
  ears: PlaylistEars,
): Playlist {
  const hls = new Hls(isLive ? LIVE : WINDOW);
  let fragments: readonly Fragment[] = [];
  let isGrowing = false;
  let isAsking = false;
  hls.on(Hls.Events.LEVEL_UPDATED, (_event, { details }) => {
    fragments = details.fragments;
    isGrowing = details.live;
    ears.changed();
  });
  hls.on(Hls.Events.LEVEL_PTS_UPDATED, () => ears.changed());
  hls.on(Hls.Events.LEVEL_LOADED, (_event, { networkDetails }) => {
    ears.listed(headerOf(networkDetails, "X-Codecs"));
  });
  hls.on(Hls.Events.FRAG_LOADED, (_event, { frag, payload }) => {
    const part = frag.sn === "initSegment" ? null : shortestPart(payload);
    if (part !== null) ears.measured(part * frag.duration);
  });
  hls.on(Hls.Events.LEVEL_LOADING, () => (isAsking = true));
  hls.on(Hls.Events.FRAG_LOADING, () => (isAsking = true));
  hls.on(Hls.Events.FRAG_BUFFERED, () => ears.buffered(true));
  hls.on(Hls.Events.BUFFER_FLUSHED, () => ears.buffered(false));
  hls.on(Hls.Events.ERROR, (_event, error) => {
    const { type, details, fatal, response, networkDetails } = error;
    const text = networkDetails instanceof XMLHttpRequest ? textOf(networkDetails) : null;
    const status = response?.code ?? 0;
    const retryAfter = headerOf(networkDetails, "Retry-After");
    const fault = faultOf({ type, details, fatal, status, text, retryAfter });
    if (fault) ears.failed(fault);
  });
  hls.loadSource(url);
  hls.attachMedia(video);
  return {
    fragments: () => fragments,
    isGrowing: () => isGrowing,
    startAt: (position) => hls.startLoad(position),
    resume() {
      isAsking = false;
      hls.startLoad(video.currentTime, true);
      return isAsking;
    },
    stop: () => hls.stopLoad(),
    suit(speed) {
      hls.config.maxBufferLength = Math.min(MOST_AHEAD_S, AHEAD_S * Math.max(1, speed / 2));
    },
    keepFor(loop) {
      const seconds = loop ? (loop.endMs - loop.startMs) / 1000 + ROUND_S : 0;
      hls.config.backBufferLength = Math.min(MOST_BEHIND_S, Math.max(BEHIND_S, seconds));
    },
    flush: () => flushed(hls),
    destroy: () => hls.destroy(),
  };
}

function textOf(answer: XMLHttpRequest): string | null {
  return ["", "text"].includes(answer.responseType) ? answer.responseText : null;
}

function headerOf(answer: unknown, name: string): string {
  return answer instanceof XMLHttpRequest ? (answer.getResponseHeader(name) ?? "") : "";
}

function flushed(hls: Hls): Promise<void> {
  return new Promise((resolve) => {
    hls.once(Hls.Events.BUFFER_FLUSHED, () => resolve());
    const all = { startOffset: 0, endOffset: Number.POSITIVE_INFINITY, type: null };
    hls.trigger(Hls.Events.BUFFER_FLUSHING, all);
  });
}
