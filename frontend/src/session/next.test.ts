import { expect, test } from "vitest";

import { isServers, urlOf } from "./next";

test.each([
  ["/admin/", true],
  ["/admin", true],
  ["/api/docs/", true],
  ["/keep/abc", true],
  ["/", false],
  ["/sign-in/", false],
  ["/cameras/7/", false],
  ["/administrators/", false],
])("%s: the server's: %s", (path, expected) => {
  expect(isServers(path)).toBe(expected);
});

test.each([
  ["/cameras/7/?at=1#x", "http://vms.example/cameras/7/?at=1#x"],
  ["//other.example/admin/", "http://vms.example//other.example/admin/"],
  ["/\t/other.example/admin/", "http://vms.example//other.example/admin/"],
  ["@other.example/admin/", "http://vms.example/"],
])("%j stays on this site", (path, expected) => {
  expect(urlOf(path, "http://vms.example").href).toBe(expected);
});
