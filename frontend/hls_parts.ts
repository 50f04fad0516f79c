// hls.js, built from its own sources with what recordings need alone: fragmented MP4 without
// encryption. Its light build still carries MPEG-TS, MP3, AC-3, ID3 and decryption, a fifth of it.

import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import type { Plugin } from "vite";

const SOURCES = resolve(
  dirname(createRequire(import.meta.url).resolve("hls.js/package.json")),
  "src",
);
const OFF = [
  "ALT_AUDIO",
  "CMCD",
  "CONTENT_STEERING",
  "EME_DRM",
  "IFRAMES",
  "INTERSTITIALS",
  "M2TS_ADVANCED_CODECS",
  "MEDIA_CAPABILITIES",
  "SUBTITLES",
  "VARIABLE_SUBSTITUTION",
];
const LEFT_OUT =
  /\/(tsdemuxer|aacdemuxer|ac3-demuxer|mp3demuxer|mp4-remuxer|decrypter|id3-track-controller|cmcd-controller)$/;
const NOTHING = "\0hls-nothing";
// What the rest calls of those: they find no data of theirs, and have nothing to end.
const NOTHING_CODE = `
export default class Nothing {
  static probe() { return false; }
  destroy() {}
  reset() {}
}
export { Nothing as AC3Demuxer };
export const flushTextTrackMetadataCueSamples = () => undefined;
export const flushTextTrackUserdataCueSamples = () => undefined;
export const normalizePts = () => 0;
`;

export function hlsParts(): Plugin {
  const { version } = createRequire(import.meta.url)("hls.js/package.json") as { version: string };
  return {
    name: "hls-parts",
    enforce: "pre",
    config: () => ({
      define: {
        ...Object.fromEntries(OFF.map((name) => [`__USE_${name}__`, "false"])),
        __VERSION__: JSON.stringify(version),
        __IN_WORKER__: "false",
        __HLS_WORKER_BUNDLE__: "undefined",
      },
      optimizeDeps: {
        exclude: ["hls.js", "hls.js/light"],
        include: ["url-toolkit", "eventemitter3", "@svta/cml-id3", "@svta/cml-utils"],
      },
    }),
    resolveId(source, importer) {
      if (source === "hls.js/light") return resolve(SOURCES, "hls.ts");
      const isPart = importer?.startsWith(SOURCES) ?? false;
      if (source === "@svta/cml-cmcd" || (isPart && LEFT_OUT.test(source))) return NOTHING;
      return null;
    },
    load: (id) => (id === NOTHING ? NOTHING_CODE : null),
  };
}
