// A camera's recordings in a <video>: windows around a moment, and live.

import Hls from "./vendor/hls.js";
import { faultOf } from "./faults.js";
import { momentsAround, positionAt, wallAt } from "./wallclock.js";

// Each was measured: docs/design/player.md.
const WINDOW = {
  enableWorker: false,
  startFragPrefetch: true,
  autoStartLoad: false,
  maxBufferLength: 10,
  maxMaxBufferLength: 20,
  backBufferLength: 30,
  maxLiveSyncPlaybackRate: 1, // a window that still grows is no reason to hurry
  // hls.js takes the next fragment for a moment so near a fragment's end: less than half a frame,
  // or a GOP's last frames could not be shown.
  maxFragLookUpTolerance: 0.005,
};
const LIVE = {
  ...WINDOW,
  autoStartLoad: true,
  liveSyncDurationCount: 1.75, // a reload that comes too early costs half a target more than one
  maxLiveSyncPlaybackRate: 1.1,
};
const NEARLY_S = 0.25; // Chromium: two frames
const RETRY_MS = 2000;
const AGAIN_MS = 10000; // a second failure within this is no accident

export class Stream {
  /** What the window's recordings need, as RFC 6381 writes it, comma separated. */
  codecs = "";

  #video;
  #urls;
  #tell;
  #hls = null;
  #fragments = [];
  #wanted = null; // the moment being opened or sought, until it is shown; null when live
  #hasBegun = false;
  #isLive = false;
  #retry = 0;
  #failedAt = -Infinity;

  /** `tell(state, about)` hears of what the page should say; `about` has {before, after} of a gap. */
  constructor(video, urls, tell) {
    this.#video = video;
    this.#urls = urls;
    this.#tell = tell;
    for (const name of ["seeked", "playing"]) {
      video.addEventListener(name, () => (this.#wanted = null));
    }
    video.addEventListener("ended", () => this.#goOn());
    window.addEventListener("online", () => this.#retry && this.#again());
  }

  static isSupported() {
    return Hls.isSupported();
  }

  get isLive() {
    return this.#isLive;
  }

  /** The moment that is shown, in milliseconds since the epoch; null for none. */
  get wallMs() {
    if (this.#wanted !== null) return this.#wanted;
    return wallAt(this.#fragments, this.#video.currentTime);
  }

  /** Shows a moment: at once from the window that is there, else from a new one. */
  open(wallMs) {
    if (this.#seek(wallMs)) return;
    this.#isLive = false;
    this.#wanted = wallMs;
    const moment = new Date(wallMs).toISOString();
    this.#load(`${this.#urls.window}?at=${encodeURIComponent(moment)}`, WINDOW);
  }

  live() {
    this.#isLive = true;
    this.#wanted = null;
    this.#load(this.#urls.live, LIVE);
    this.#video.play().catch(() => {}); // a browser that wants a click first
  }

  close() {
    clearTimeout(this.#retry);
    this.#retry = 0;
    this.#hls?.destroy();
    this.#hls = null;
    this.#hasBegun = false;
    this.#fragments = [];
  }

  #seek(wallMs) {
    if (this.#isLive || !this.#fragments.length) return false;
    const position = positionAt(this.#fragments, wallMs);
    if (position === null || this.#isJustBeforeBuffered(position)) return false;
    this.#wanted = wallMs;
    this.#video.currentTime = position;
    return true;
  }

  /** There a browser shows the first frame that it has, and asks for none before it. */
  #isJustBeforeBuffered(position) {
    const { buffered } = this.#video;
    const ranges = Array.from(buffered, (_, at) => [buffered.start(at), buffered.end(at)]);
    const isIn = ranges.some(([start, end]) => start <= position && position < end);
    return !isIn && ranges.some(([start]) => position < start && start - position < NEARLY_S);
  }

  #load(url, settings) {
    this.close();
    this.#tell("loading");
    const hls = new Hls(settings);
    this.#hls = hls;
    hls.on(Hls.Events.LEVEL_UPDATED, (_event, { details }) => {
      this.#fragments = details.fragments;
    });
    hls.on(Hls.Events.LEVEL_LOADED, (_event, { networkDetails }) => {
      this.codecs = networkDetails?.getResponseHeader("X-Codecs") ?? "";
      this.#begin();
    });
    hls.on(Hls.Events.ERROR, (_event, error) => this.#fail(error));
    hls.loadSource(url);
    hls.attachMedia(this.#video);
  }

  /** When the window is known: from the wanted moment in it, or not at all. */
  #begin() {
    if (this.#isLive || this.#hasBegun) return;
    const wallMs = this.#wanted;
    const position = positionAt(this.#fragments, wallMs);
    if (position === null) {
      const around = momentsAround(this.#fragments, wallMs);
      this.close();
      this.#tell("gap", around);
      return;
    }
    this.#hasBegun = true;
    this.#hls.startLoad(position);
  }

  /** The end of a window is not the end of the recordings. */
  #goOn() {
    const last = this.#fragments.at(-1);
    if (!last) return;
    const endMs = last.programDateTime + last.duration * 1000;
    this.close();
    this.#isLive = false;
    this.open(endMs);
  }

  #fail(error) {
    const fault = faultOf(error);
    if (!fault) return;
    const isRepeated = performance.now() - this.#failedAt < AGAIN_MS;
    if (fault.state === "media" && !isRepeated) {
      this.#failedAt = performance.now();
      this.#hls.recoverMediaError();
    } else if (fault.state === "stale" && !isRepeated) {
      this.#failedAt = performance.now();
      this.#again();
    } else if (fault.state === "network") {
      this.#tell("network");
      clearTimeout(this.#retry);
      this.#retry = setTimeout(() => this.#again(), RETRY_MS);
    } else {
      const at = this.wallMs;
      this.close();
      const isOurs = fault.state === "media" || fault.state === "stale";
      this.#tell(isOurs ? "broken" : fault.state, { ...fault.nearest, at });
    }
  }

  /** The same moment with a new playlist. */
  #again() {
    const at = this.wallMs;
    this.close();
    if (this.#isLive || at === null) this.live();
    else this.open(at);
  }
}
