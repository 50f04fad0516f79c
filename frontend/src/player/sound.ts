// How loud, as chosen on this device.

import { createPreference, oneOf } from "../app/preferences";

export const keptVolume = createPreference("volume", 1, (text) => {
  const volume = Number(text);
  return volume > 0 && volume <= 1 ? volume : null; // silence is what muting is for
});

const muted = createPreference("muted", "yes", oneOf("yes", "no"));

/** Muted at first: browsers play sound by themselves to nobody's joy. */
export const keptMuted = {
  get: () => muted.get() === "yes",
  set: (isMuted: boolean) => muted.set(isMuted ? "yes" : "no"),
};
