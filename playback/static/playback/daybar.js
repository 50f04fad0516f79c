// The bar of a day: what is recorded in it, and where the picture is.

import { momentAtPlace, placeInDay, recordedSpans } from "./timeline.js";

export class DayBar {
  #element;
  #here;
  #timeline = null;

  /** `choose(ms)` hears of a click, in milliseconds since the epoch. */
  constructor(element, choose) {
    this.#element = element;
    this.#here = document.createElement("div");
    this.#here.className = "here";
    this.#here.hidden = true;
    element.append(this.#here);
    element.addEventListener("click", (event) => {
      if (!this.#timeline) return;
      const box = element.getBoundingClientRect();
      choose(momentAtPlace(this.#timeline, (event.clientX - box.left) / box.width));
    });
  }

  /** Null for a day that is not known. */
  show(timeline) {
    this.#timeline = timeline;
    const spans = timeline ? recordedSpans(timeline) : [];
    this.#element.replaceChildren(...spans.map((span) => this.#drawn(span)), this.#here);
  }

  point(atMs) {
    const place = this.#timeline && atMs !== null ? placeInDay(this.#timeline, atMs) : -1;
    this.#here.hidden = place < 0 || place > 1;
    this.#here.style.left = `${place * 100}%`;
  }

  #drawn({ startMs, endMs }) {
    const [from, to] = [startMs, endMs].map((ms) => placeInDay(this.#timeline, ms) * 100);
    const element = document.createElement("div");
    element.className = "span";
    element.style.left = `${from}%`;
    element.style.width = `${to - from}%`;
    return element;
  }
}
