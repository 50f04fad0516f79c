import { expect, test } from "vitest";

import { BRANDS, composeAddress, splitAddress, withPath } from "./rtspAddress";

function parts(address: string, username = "", password = "") {
  return { address, username, password };
}

test.each([
  [parts("rtsp://10.0.0.7/live"), "rtsp://10.0.0.7/live"],
  [parts("  10.0.0.7:8554/live?x=1 "), "rtsp://10.0.0.7:8554/live?x=1"],
  [parts("RTSPS://camera.local/"), "RTSPS://camera.local/"],
  [parts("rtsp://[fe80::1]:554/live"), "rtsp://[fe80::1]:554/live"],
  [parts("rtsp://10.0.0.7/", "ana"), "rtsp://ana@10.0.0.7/"],
  [
    parts("rtsp://10.0.0.7/", "a:b", "p@s/s#?%ç"),
    "rtsp://a%3Ab:p%40s%2Fs%23%3F%25%C3%A7@10.0.0.7/",
  ],
  [parts("rtsp://ana:p%40ss@10.0.0.7/x"), "rtsp://ana:p%40ss@10.0.0.7/x"],
  [parts("rtsp://ana:p@s/s@10.0.0.7/x"), "rtsp://ana:p%40s%2Fs@10.0.0.7/x"],
  [parts("ana:senha@10.0.0.7/x", "old", "old"), "rtsp://ana:senha@10.0.0.7/x"],
])("%j", (given, url) => {
  expect(composeAddress(given)).toEqual({ kind: "address", url });
});

test.each([
  [parts("  "), "empty", "address"],
  [parts("rtsp://10.0.0.7/a b"), "spaces", "address"],
  [parts("rtsp:\\\\10.0.0.7"), "spaces", "address"],
  [parts("http://10.0.0.7/"), "scheme", "address"],
  [parts("rtsp:///live"), "host", "address"],
  [parts("rtsp://:554/live"), "host", "address"],
  [parts("rtsp://[::1/live"), "host", "address"],
  [parts("rtsp://10.0.0.7:0/"), "port", "address"],
  [parts("rtsp://10.0.0.7:65536/"), "port", "address"],
  [parts("rtsp://10.0.0.7:abc/"), "port", "address"],
  [parts("rtsp://10.0.0.7/a#b"), "reserved", "address"],
  [parts("rtsp://10.0.0.7/a@b"), "reserved", "address"],
  [parts("rtsp://***@10.0.0.7/"), "masked", "address"],
  [parts("rtsp://ana:***@10.0.0.7/"), "masked", "address"],
  [parts("rtsp://10.0.0.7/", "", "senha"), "passwordAlone", "username"],
])("%j is refused: %s", (given, problem, field) => {
  expect(composeAddress(given)).toEqual({ kind: "problem", problem, field });
});

test("a password that was typed into the address goes to where it is not seen", () => {
  expect(splitAddress(parts("rtsp://ana:p%40ss@10.0.0.7/x"))).toEqual(
    parts("rtsp://10.0.0.7/x", "ana", "p@ss"),
  );
  expect(splitAddress(parts("rtsp://ana:50%@10.0.0.7/x"))).toEqual(
    parts("rtsp://10.0.0.7/x", "ana", "50%"),
  );
  expect(splitAddress(parts("rtsp://ana@10.0.0.7/x", "b", "c"))).toEqual(
    parts("rtsp://10.0.0.7/x", "ana", ""),
  );
  const plain = parts("rtsp://10.0.0.7/x", "b", "c");
  expect(splitAddress(plain)).toBe(plain);
});

test("a brand's path takes the place of the path", () => {
  expect(withPath("10.0.0.7", "/live")).toBe("rtsp://10.0.0.7/live");
  expect(withPath("rtsp://10.0.0.7:8554/a/b?c", "/live?d=1")).toBe("rtsp://10.0.0.7:8554/live?d=1");
  expect(withPath("", "/live")).toBe("rtsp:///live");
});

test("each brand's path makes an address", () => {
  for (const { path } of BRANDS) {
    const url = withPath("10.0.0.7", path);
    expect(composeAddress(parts(url))).toEqual({ kind: "address", url });
  }
});
