// What the type checker does not know by itself.

/** The light build is the same library with less in it; its package describes the whole one. */
declare module "hls.js/light" {
  // eslint-disable-next-line no-restricted-imports -- a description, no import
  export * from "hls.js";
  // eslint-disable-next-line no-restricted-imports -- a description, no import
  export { default } from "hls.js";
}

interface Window {
  ManagedMediaSource: typeof MediaSource;
}
