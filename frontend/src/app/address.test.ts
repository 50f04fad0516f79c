import { expect, test } from "vitest";

import { cameraAddress, NOTHING_SELECTED, parseAddress, pathOf, type Address } from "./address";

const AT = Date.parse("2026-11-20T15:00:00.120Z");
const ADDRESSES: [string, Address][] = [
  ["/", { page: "grid" }],
  ["/clips/", { page: "clips" }],
  ["/sign-in/", { page: "sign-in", next: "/" }],
  ["/sign-in/?next=%2Fcameras%2F7%2F", { page: "sign-in", next: "/cameras/7/" }],
  ["/cameras/7/", cameraAddress(7)],
  ["/cameras/7/?at=2026-11-20T15:00:00.120Z", cameraAddress(7, AT)],
  [
    "/cameras/7/?at=2026-11-20T15:00:00.120Z&zoom=86400&in=2026-11-20T15:00:00.120Z&out=2026-11-20T15:00:10.120Z",
    { ...cameraAddress(7, AT), zoomMs: 86_400_000, selection: { inMs: AT, outMs: AT + 10_000 } },
  ],
  ["/wall/?cameras=3,1,2", { page: "wall", cameras: [3, 1, 2], atMs: null }],
  ["/wall/?cameras=3,1&at=2026-11-20T15:00:00.120Z", { page: "wall", cameras: [3, 1], atMs: AT }],
];

function parse(path: string): Address {
  const { pathname, search, hash } = new URL(path, "http://x");
  return parseAddress(pathname, search, hash);
}

test.each(ADDRESSES)("%s says what is shown, and is the address of it", (path, address) => {
  expect(parse(path)).toEqual(address);
  expect(pathOf(address)).toBe(path);
});

test("links of earlier releases still lead to their moment", () => {
  expect(parse("/playback/")).toEqual({ page: "grid" });
  expect(parse("/playback/cameras/7/#at=2026-11-20T12:00:00.120-03:00")).toEqual(
    cameraAddress(7, AT),
  );
  expect(parse("/playback/cameras/7/#at=2026-11-20T15:00:00.120+00:00")).toEqual(
    cameraAddress(7, AT),
  );
  expect(parse("/playback/cameras/7/#live")).toEqual(cameraAddress(7));
});

test("what cannot be understood is left out", () => {
  const bare = { ...cameraAddress(7), selection: NOTHING_SELECTED };
  expect(parse("/cameras/7/?at=yesterday&zoom=-1&in=2026-99-99T00:00:00Z")).toEqual(bare);
  expect(parse("/cameras/7/?at=2026-11-20T12:00:00.120+-3&zoom=0")).toEqual(bare);
  for (const out of ["2026-11-20T15:00:00.120Z", "2026-11-20T14:00:00Z"]) {
    expect(parse(`/cameras/7/?in=2026-11-20T15:00:00.120Z&out=${out}`)).toEqual({
      ...bare,
      selection: { inMs: AT, outMs: null },
    });
  }
  expect(parse("/wall/?cameras=1,1,x")).toEqual({ page: "missing" });
  expect(parse("/wall/")).toEqual({ page: "missing" });
  expect(parse("/wall/?cameras=1,2,3,4,5,6,7,8,9,10")).toMatchObject({
    cameras: [1, 2, 3, 4, 5, 6, 7, 8, 9],
  });
});

test.each(["/nothing/", "/cameras/", "/cameras/x/", "/cameras/0/", "/cameras/1/2/"])(
  "%s is no page",
  (path) => {
    expect(parse(path)).toEqual({ page: "missing" });
    expect(pathOf({ page: "missing" })).toBe("/");
  },
);

const ELSEWHERE = ["//other.example/", "/\\other.example/", "https://other.example/", ""];
test.each([...ELSEWHERE, "/\t/other.example/", "/\n/other.example/", "/admin/\r"])(
  "signing in never leads to another site (%j)",
  (next) => {
    expect(parse(`/sign-in/?next=${encodeURIComponent(next)}`)).toEqual({
      page: "sign-in",
      next: "/",
    });
  },
);
