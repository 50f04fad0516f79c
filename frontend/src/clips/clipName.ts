// What a clip is called unless somebody calls it otherwise. Pure.

import { shortDays } from "../words/dates";

/** The server takes no longer ones. */
export const LONGEST_NAME = 255;

/** "Portaria 20/11 15:04", by the clocks of the camera's city. */
export function defaultName(
  camera: string,
  startMs: number,
  zone: string,
  language: string,
): string {
  const { locale, month } = shortDays(language);
  const two = "2-digit";
  const when = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    hourCycle: "h23",
    day: two,
    month,
    hour: two,
    minute: two,
  });
  const text = when.format(startMs).replace(",", "");
  return `${shortened(camera.trim(), text.length + 1)} ${text}`;
}

/** One of the parts that a range had to be cut into. */
export function partName(name: string, nth: number, of: number): string {
  const which = `(${nth}/${of})`;
  return `${shortened(name.trim(), which.length + 1)} ${which}`;
}

/** Leaves room for so many signs more. */
function shortened(name: string, room: number): string {
  return name.slice(0, LONGEST_NAME - room);
}
