import { expect, test } from "vitest";

import { PictureQueue } from "./pictureQueue";

function takeAll(queue: PictureQueue, nowMs: number): number[] {
  const taken: number[] = [];
  for (let next = queue.take(nowMs); next !== null; next = queue.take(nowMs)) taken.push(next);
  return taken;
}

function queueOf(mostAtOnce: number, ...cameras: number[]): PictureQueue {
  const queue = new PictureQueue(mostAtOnce);
  for (const camera of cameras) queue.want(camera, 4_000, 0);
  return queue;
}

test("at most so many at once, in the order in which they were wanted", () => {
  const queue = queueOf(2, 1, 2, 3);
  expect(takeAll(queue, 0)).toEqual([1, 2]);
  expect(queue.isWanted(3)).toBe(true);
  expect(queue.nextDueMs()).toBeNull();
  queue.ended(2, "picture", 50);
  expect(takeAll(queue, 50)).toEqual([3]);
});

test("each is asked for again after its time, counted from its answer", () => {
  const queue = queueOf(6, 1, 2);
  takeAll(queue, 0);
  queue.ended(1, "picture", 100);
  queue.ended(2, "picture", 300);
  expect(queue.nextDueMs()).toBe(4_100);
  expect(takeAll(queue, 4_099)).toEqual([]);
  expect(takeAll(queue, 4_100)).toEqual([1]);
  expect(queue.nextDueMs()).toBe(4_300);
});

test("what is wanted anew, as often or not, is asked for at once", () => {
  const queue = queueOf(6, 1);
  takeAll(queue, 0);
  queue.ended(1, "picture", 0);
  queue.unwant(1);
  queue.want(1, 60_000, 1_000);
  expect(takeAll(queue, 1_000)).toEqual([1]);
  queue.ended(1, "picture", 1_000);
  expect(queue.nextDueMs()).toBe(61_000);
});

test("what fails keeps its time when it is wanted anew", () => {
  const queue = queueOf(6, 1);
  takeAll(queue, 0);
  queue.unwant(1);
  queue.ended(1, "failed", 0);
  expect(queue.nextDueMs()).toBeNull();
  queue.want(1, 4_000, 100);
  expect(queue.nextDueMs()).toBe(2_000);
});

test("what is not wanted any more is not asked for, nor when its answer comes late", () => {
  const queue = queueOf(6, 1, 2);
  expect(queue.take(0)).toBe(1);
  queue.unwant(1);
  queue.unwant(2);
  queue.unwant(3);
  expect([queue.isWanted(2), queue.isWanted(3)]).toEqual([false, false]);
  queue.ended(1, "picture", 10);
  queue.ended(3, "picture", 10);
  expect(queue.nextDueMs()).toBeNull();
  expect(takeAll(queue, 100_000)).toEqual([]);
});

test("a camera without a picture is left for a minute", () => {
  const queue = queueOf(6, 1);
  takeAll(queue, 0);
  queue.ended(1, "none", 0);
  expect(queue.nextDueMs()).toBe(60_000);
});

test("no answer: longer and longer, and wanting it more often does not hurry it", () => {
  const queue = queueOf(6, 1);
  const waits = [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000];
  let nowMs = 0;
  for (const wait of waits) {
    expect(queue.take(nowMs)).toBe(1);
    queue.ended(1, "failed", nowMs);
    queue.want(1, 1_000, nowMs);
    expect(queue.nextDueMs()).toBe(nowMs + wait);
    nowMs += wait;
  }
  queue.take(nowMs);
  queue.ended(1, "picture", nowMs);
  expect(queue.nextDueMs()).toBe(nowMs + 1_000);
});

test("a busy server is left alone by all for as long as it says", () => {
  const queue = queueOf(2, 1, 2, 3);
  takeAll(queue, 0);
  queue.ended(1, "busy", 0, 5_000);
  expect(takeAll(queue, 4_999)).toEqual([]);
  expect(queue.nextDueMs()).toBe(5_000);
  expect(takeAll(queue, 5_000)).toEqual([3]);
});

test("a busy server that says nothing is left alone longer each time", () => {
  const queue = queueOf(1, 1, 2, 3);
  queue.take(0);
  queue.ended(1, "busy", 0);
  expect(queue.nextDueMs()).toBe(1_000);
  queue.take(1_000);
  queue.ended(2, "busy", 1_000);
  expect(queue.nextDueMs()).toBe(3_000);
  queue.take(3_000);
  queue.ended(3, "picture", 3_000);
  expect(queue.take(3_000)).toBe(1);
});
