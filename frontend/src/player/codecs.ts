// What a playlist's codecs (RFC 6381, comma separated) mean for a browser. Pure.

const SOUND = /^(mp4a|ac-3|ec-3|opus|flac|alaw|ulaw)\b/i;

function listed(codecs: string): string[] {
  return codecs.split(",").flatMap((codec) => codec.trim() || []);
}

export function hasSound(codecs: string): boolean {
  return listed(codecs).some((codec) => SOUND.test(codec));
}

/**
 * Whether some of a window can be seen. Which of its files has which codec is not told: one that
 * cannot be played among others is found when its turn comes.
 */
export function isPlayable(codecs: string, isSupported: (type: string) => boolean): boolean {
  const pictures = listed(codecs).filter((codec) => !SOUND.test(codec));
  const isKnown = (codec: string) => isSupported(`video/mp4; codecs="${codec}"`);
  return pictures.length === 0 || pictures.some(isKnown);
}
