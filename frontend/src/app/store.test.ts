import { expect, test } from "vitest";

import { createStore } from "./store";

test("listeners hear of each other value until they end it", () => {
  const store = createStore(1);
  const heard: number[] = [];
  const end = store.subscribe(() => heard.push(store.get()));
  store.set(2);
  store.set(2);
  store.set(3);
  end();
  store.set(4);
  expect(heard).toEqual([2, 3]);
  expect(store.get()).toBe(4);
});

test("a listener may end itself while it is told", () => {
  const store = createStore("a");
  const heard: string[] = [];
  const end = store.subscribe(() => {
    heard.push("first");
    end();
  });
  store.subscribe(() => heard.push("second"));
  store.set("b");
  store.set("c");
  expect(heard).toEqual(["first", "second", "second"]);
});
