// The labels of the ruler as elements that are moved and reused: a frame of zooming makes none.

import { bandsOf, placedBands, type Tick } from "./ticks";
import { pxOf, type ViewRange } from "./scale";

export interface RulerWords {
  /** Of 2026-11-20, or of a month 2026-11. */
  band: (name: string, hours: number | null) => string;
}

export interface RulerStyles {
  band: string;
  label: string;
}

export function createRuler(
  element: HTMLElement,
  zone: string,
  words: RulerWords,
  styles: RulerStyles,
) {
  const bands = pool(element, styles.band);
  const labels = pool(element, styles.label);
  return {
    draw(range: ViewRange, widthPx: number, ticks: readonly Tick[]) {
      const placed = placedBands(bandsOf(range, widthPx, zone), range, widthPx);
      placed.forEach(({ band, px, roomPx }, place) => {
        const item = bands.item(place);
        put(item, px, roomPx < 44 ? "" : words.band(band.name, band.hours));
        item.style.maxWidth = `${Math.max(0, Math.round(roomPx) - 4)}px`;
      });
      bands.rest(placed.length);
      let named = 0;
      for (const { atMs, label } of ticks) {
        const px = pxOf(range, widthPx, atMs);
        // One that would be cut off at the edge is left out.
        if (label && px > 18 && px < widthPx - 18) put(labels.item(named++), px, label);
      }
      labels.rest(named);
    },
    destroy: () => element.replaceChildren(),
  };
}

function put(item: HTMLElement, px: number, text: string) {
  item.style.transform = `translateX(${px.toFixed(2)}px)`;
  if (item.textContent !== text) item.textContent = text;
}

function pool(parent: HTMLElement, className: string) {
  const items: HTMLElement[] = [];
  return {
    item(place: number): HTMLElement {
      let item = items[place];
      if (!item) {
        item = document.createElement("span");
        item.className = className;
        items[place] = item;
        parent.append(item);
      }
      item.hidden = false;
      return item;
    },
    rest(from: number) {
      for (const item of items.slice(from)) item.hidden = true;
    },
  };
}
