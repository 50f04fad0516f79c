// Fails when the built client is larger than promised; prints what it weighs.

import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const DIST = new URL("dist/", import.meta.url);
const ALL_KB = 300;
const FIRST_VIEW_KB = 130;
const WORDS = "src/words/pt/index.ts"; // a catalogue is loaded before anything is shown

const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", DIST), "utf8"));

function gzipped(file) {
  return gzipSync(readFileSync(new URL(file, DIST)), { level: 9 }).length;
}

/** The files of a chunk and of all that it imports at once. */
function filesOf(name, found = new Set()) {
  const { file, css = [], imports = [] } = manifest[name];
  if (found.has(file)) return found;
  for (const each of [file, ...css]) found.add(each);
  for (const each of imports) filesOf(each, found);
  return found;
}

function total(files) {
  return [...files].reduce((sum, file) => sum + gzipped(file), 0) / 1000;
}

const assets = readdirSync(new URL("assets/", DIST)).filter((name) => /\.(js|css)$/.test(name));
const first = filesOf(WORDS, filesOf("index.html"));
first.add("index.html");
const weights = [
  ["first view", total(first), FIRST_VIEW_KB],
  ["all code", total(assets.map((name) => `assets/${name}`)), ALL_KB],
];
for (const [what, kilobytes, limit] of weights) {
  console.log(`${what}: ${kilobytes.toFixed(1)} KB gzip (limit ${limit})`);
  if (kilobytes > limit) process.exitCode = 1;
}
