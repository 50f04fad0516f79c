import { expect, test } from "vitest";

import { rateText, SPEEDS, spedUp } from "./speeds";

test("repeated L is 1, 2, 4, 8, 16 and stays there; J the same backwards", () => {
  const presses = (direction: -1 | 1) => {
    const rates: number[] = [];
    let rate = 1;
    for (let at = 0; at < 6; at += 1) {
      rate = spedUp(rate, at === 0, direction);
      rates.push(rate);
    }
    return rates;
  };
  expect(presses(1)).toEqual([1, 2, 4, 8, 16, 16]);
  expect(presses(-1)).toEqual([-1, -2, -4, -8, -16, -16]);
});

test("the other direction begins with 1; playing already, L doubles", () => {
  expect(spedUp(-8, false, 1)).toBe(1);
  expect(spedUp(4, false, -1)).toBe(-1);
  expect(spedUp(1, false, 1)).toBe(2);
  expect(spedUp(0.25, false, 1)).toBe(1);
});

test("a speed is written as the language writes numbers", () => {
  expect(rateText(0.25, "pt-BR")).toBe("0,25×");
  expect(rateText(0.25, "en")).toBe("0.25×");
  expect(rateText(-16, "pt-BR")).toBe("−16×");
});

test("every speed is one that a browser plays, or reverse", () => {
  expect(SPEEDS.filter((rate) => rate > 16 || rate < -16 || rate === 0)).toEqual([]);
});
