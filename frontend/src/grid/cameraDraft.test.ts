import { expect, test } from "vitest";

import { changedIn, checkDraft, draftIn, isOfAddress, withAddressSplit } from "./cameraDraft";

const CITY = { id: 4 };

test("the only city is chosen, of several none", () => {
  expect(draftIn([CITY]).city).toBe(4);
  expect(draftIn([CITY, { id: 5 }]).city).toBe(0);
  expect(draftIn([]).city).toBe(0);
});

test("a whole draft is what the API is asked for", () => {
  const draft = { ...draftIn([CITY]), name: " Portaria ", address: "10.0.0.7/live", username: "a" };
  expect(checkDraft({ ...draft, password: "b@", withSound: false })).toEqual({
    kind: "camera",
    body: {
      city: 4,
      name: "Portaria",
      rtsp_url: "rtsp://a:b%40@10.0.0.7/live",
      recording_enabled: true,
      audio: false,
    },
  });
});

test("each field that is wrong is named", () => {
  expect(checkDraft(draftIn([]))).toEqual({
    kind: "problems",
    of: { city: "city", name: "name", address: "empty" },
  });
  const draft = { ...draftIn([CITY]), name: "Portaria", address: "10.0.0.7" };
  expect(checkDraft({ ...draft, password: "x" })).toEqual({
    kind: "problems",
    of: { username: "passwordAlone" },
  });
  expect(checkDraft({ ...draft, name: "  " })).toEqual({ kind: "problems", of: { name: "name" } });
  expect(checkDraft({ ...draft, city: 0 })).toEqual({ kind: "problems", of: { city: "city" } });
});

test("what changes is named, and whether it is of the address", () => {
  const draft = { ...draftIn([CITY]), address: "10.0.0.7" };
  expect(changedIn(draft, { address: "10.0.0.7", username: "", password: "" })).toEqual([]);
  expect(changedIn(draft, { address: "10.0.0.8", name: "" })).toEqual(["address"]);
  const names = ["address", "username", "password", "name", "city"] as const;
  expect(names.filter(isOfAddress)).toEqual(["address", "username", "password"]);
});

test("secrets leave the address, and nothing else changes", () => {
  const draft = { ...draftIn([CITY]), address: " rtsp://ana:x@10.0.0.7/live ", name: "Gate" };
  const split = { address: "rtsp://10.0.0.7/live", username: "ana", password: "x" };
  expect(withAddressSplit(draft)).toEqual({ ...draft, ...split });
  expect(withAddressSplit({ ...draft, ...split })).toEqual({ ...draft, ...split });
});
