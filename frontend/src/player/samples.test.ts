import { expect, test } from "vitest";

import { shortestPart } from "./samples";

function box(type: string, ...content: (number[] | Uint8Array)[]): Uint8Array {
  const inside = content.flatMap((part) => [...part]);
  const bytes = new Uint8Array(8 + inside.length);
  new DataView(bytes.buffer).setUint32(0, bytes.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(inside, 8);
  return bytes;
}

function words(...values: number[]): number[] {
  return values.flatMap((value) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255));
}

function file(...boxes: Uint8Array[]): ArrayBuffer {
  return Uint8Array.from(boxes.flatMap((each) => [...each])).buffer;
}

const sized = (durations: number[]) => durations.flatMap((duration) => words(duration, 99));
const ownDurations = (...durations: number[]) =>
  box("trun", words(0x301, durations.length, 0), sized(durations));

test("the shortest frame, by the durations of the frames", () => {
  const traf = box("traf", box("tfhd", words(0x20000, 1)), ownDurations(40, 30, 50));
  expect(shortestPart(file(box("moof", box("mfhd"), traf), box("mdat")))).toBe(30 / 120);
});

test("frames without a duration have the track's", () => {
  const header = box("tfhd", words(0x2000b, 1, 0, 0, 0, 40));
  const traf = box("traf", header, box("trun", words(0x205, 4, 0, 0), words(1, 2, 3, 4)));
  expect(shortestPart(file(box("moof", traf)))).toBe(1 / 4);
});

test("several fragments count together, and sound does not", () => {
  const pictures = (...durations: number[]) =>
    box("traf", box("tfhd", words(0, 1)), ownDurations(...durations));
  const sound = box("traf", box("tfhd", words(0, 2)), ownDurations(1, 1, 1));
  const both = box("moof", sound, pictures(40, 40));
  expect(shortestPart(file(both, box("moof", pictures(20))))).toBe(20 / 100);
});

test("what has no such tables tells nothing", () => {
  const odd = box("moof", box("traf", box("trun", words(0, 1))), box("skip"));
  expect(shortestPart(file(odd))).toBeNull();
  expect(shortestPart(new ArrayBuffer(5))).toBeNull();
  expect(shortestPart(file(box("moof", box("traf", box("tfhd", words(0, 1))))))).toBeNull();
  const unsaid = box("traf", box("tfhd", words(0, 1)), box("trun", words(0, 2)));
  expect(shortestPart(file(box("moof", unsaid)))).toBeNull();
});

test("a box that is longer than the file ends the search", () => {
  const cut = new Uint8Array(box("moof", box("traf")));
  new DataView(cut.buffer).setUint32(0, 1000);
  expect(shortestPart(cut.buffer)).toBeNull();
  expect(shortestPart(file(Uint8Array.from(words(4, 0))))).toBeNull();
});
