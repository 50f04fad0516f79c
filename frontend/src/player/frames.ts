// Where the next frame lies, and the one before, in media time. Pure.
//
// A browser tells the media time of each frame that it paints, and no other's. Cameras waver, so
// the shortest distance known is what is stepped by: a step may need another look, but never skips.

/** No camera is quicker. */
const LEAST_S = 1 / 120;
const USUAL_S = 1 / 60;
const A_LITTLE_S = 0.001;
const KEPT = 50;

export interface FrameLengths {
  /** Seconds from one painted frame to the next, as seen lately. */
  readonly seen: readonly number[];
  readonly lastPosition: number | null;
  /** The shortest, as the fragments that were loaded tell; Infinity until one does. */
  readonly told: number;
}

export const NO_FRAMES: FrameLengths = { seen: [], lastPosition: null, told: Infinity };

/** `isNext`: this frame came right after the last one, without a seek between. */
export function noteFrame(frames: FrameLengths, position: number, isNext: boolean): FrameLengths {
  const { seen, lastPosition } = frames;
  const length = lastPosition === null || !isNext ? 0 : position - lastPosition;
  const isLength = length >= LEAST_S;
  return {
    ...frames,
    seen: isLength ? [...seen.slice(1 - KEPT), length] : seen,
    lastPosition: position,
  };
}

export function noteTold(frames: FrameLengths, seconds: number): FrameLengths {
  return seconds < LEAST_S ? frames : { ...frames, told: Math.min(frames.told, seconds) };
}

export function frameSeconds({ seen, told }: FrameLengths): number {
  const shortest = Math.min(told, ...seen);
  return Number.isFinite(shortest) ? shortest : USUAL_S;
}

/** Inside the frame before; frames are shown until the next one begins. */
export function justBefore(position: number): number {
  return position - 2 * A_LITTLE_S;
}

/** Where to look for the frame after; `tries` counts the looks that found the same one. */
export function justAfter(position: number, frames: FrameLengths, tries: number): number {
  const length = frameSeconds(frames);
  return position + length + (tries * Math.min(length, USUAL_S)) / 2 + A_LITTLE_S;
}
