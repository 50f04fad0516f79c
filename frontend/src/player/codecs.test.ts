import { expect, test } from "vitest";

import { hasSound, isPlayable } from "./codecs";

const withH264 = (type: string) => type === 'video/mp4; codecs="avc1.42c01e"';

test("sound is what is no picture", () => {
  expect(hasSound("avc1.42c01e, mp4a.40.2")).toBe(true);
  expect(hasSound("avc1.42c01e")).toBe(false);
  expect(hasSound("")).toBe(false);
});

test("a window can be seen when the browser has one of its codecs", () => {
  expect(isPlayable("avc1.42c01e,mp4a.40.2", withH264)).toBe(true);
  expect(isPlayable("hvc1.1.6.L93.B0,avc1.42c01e", withH264)).toBe(true);
  expect(isPlayable("hvc1.1.6.L93.B0,mp4a.40.2", withH264)).toBe(false);
});

test("where no codec is told it is tried", () => {
  expect(isPlayable("", withH264)).toBe(true);
});
