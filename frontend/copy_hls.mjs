// Puts hls.js where Django finds the page's static files; `npm ci` runs it.
// The light build: no captions, no alternate audio, no DRM, which recordings don't have.

import { copyFileSync, mkdirSync } from "node:fs";

const from = new URL("node_modules/hls.js/", import.meta.url);
const to = new URL("../playback/static/playback/vendor/", import.meta.url);

mkdirSync(to, { recursive: true });
copyFileSync(new URL("dist/hls.light.min.mjs", from), new URL("hls.js", to));
copyFileSync(new URL("LICENSE", from), new URL("hls.LICENSE.txt", to));
