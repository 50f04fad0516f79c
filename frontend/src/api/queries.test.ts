import { beforeEach, expect, test } from "vitest";

import { ApiFailure, NETWORK_ERROR } from "./answer";
import { queries, showAtOnce } from "./queries";

const AT = 1_000_000;
const seen = (key: string) => {
  const { data, dataUpdatedAt } = queries.getQueryState([key, 1]) ?? {};
  return [data, dataUpdatedAt];
};

beforeEach(() => queries.clear());

test("what is asked for is shown at once, as old as it was, and put back when it was not done", async () => {
  queries.setQueryData(["a", 1], 1, { updatedAt: AT });
  queries.setQueryData(["b", 1], 1, { updatedAt: AT });
  const undo = await showAtOnce<number>(["a"], (n) => n + 1);
  expect([seen("a"), seen("b")]).toEqual([
    [2, AT],
    [1, AT],
  ]);
  undo();
  expect(seen("a")).toEqual([1, AT]);
});

test("an answer that came meanwhile stays", async () => {
  queries.setQueryData(["a", 1], 1, { updatedAt: AT });
  const undo = await showAtOnce<number>(["a"], (n) => n + 1);
  queries.setQueryData(["a", 1], 7, { updatedAt: AT + 1 });
  undo();
  expect(seen("a")).toEqual([7, AT + 1]);
});

test("an answer on its way, and what nothing is known of yet, change nothing of it", async () => {
  let answer: (n: number) => void = () => undefined;
  const asking = queries.query({
    queryKey: ["a", 1],
    queryFn: () => new Promise<number>((resolve) => (answer = resolve)),
  });
  const ended = asking.catch(() => "called off");
  const undo = await showAtOnce<number>(["a"], (n) => n + 1);
  undo();
  answer(5);
  expect(await ended).toBe("called off");
  expect(seen("a")[0]).toBeUndefined();
});

test("what got lost is asked for again, a refusal is not", () => {
  const { retry, retryDelay } = queries.getDefaultOptions().queries ?? {};
  if (typeof retry !== "function" || typeof retryDelay !== "function") throw new Error("none");
  const lost = new ApiFailure(NETWORK_ERROR);
  const refusal = new ApiFailure({ ...NETWORK_ERROR, status: 403 });
  expect([retry(0, lost), retry(2, lost), retry(0, refusal)]).toEqual([true, false, false]);
  expect([0, 1].map((count) => retryDelay(count, lost))).toEqual([500, 1_000]);
});
