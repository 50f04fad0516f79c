import { describe, expect, test } from "vitest";

import { capsOf, isAlwaysOn, KEYS, rowOf, type FocusKind, type Pressed } from "./keys";

const QUIET: Omit<Pressed, "key" | "code"> = {
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  repeat: false,
  isComposing: false,
};

function command(
  key: string,
  rest: Partial<Pressed> = {},
  focus: FocusKind = "elsewhere",
): string | null {
  return rowOf({ ...QUIET, key, code: "", ...rest }, focus)?.command ?? null;
}

describe("the table", () => {
  test("has one row a command, and no two for the same press", () => {
    const commands = KEYS.map((row) => row.command);
    expect(new Set(commands).size).toBe(commands.length);
    const presses = KEYS.flatMap((row) => row.keys.map((key) => `${row.modifier ?? ""} ${key}`));
    expect(new Set(presses).size).toBe(presses.length);
  });

  test("finds every row by each of its keys", () => {
    for (const row of KEYS) {
      for (const key of row.keys) {
        const held = { shiftKey: row.modifier === "shift", ctrlKey: row.modifier === "ctrl" };
        expect(command(key, held), key).toBe(row.command);
      }
    }
  });

  test("takes no accent key, which is dead on a Brazilian keyboard", () => {
    const keys = KEYS.flatMap((row) => row.keys);
    expect(keys.filter((key) => /[´`~^'"]/.test(key))).toEqual([]);
  });

  test("writes each way to press a row", () => {
    const caps = KEYS.map((row) => capsOf(row).map((keys) => keys.join("+")));
    expect(caps).toContainEqual(["space", "K"]);
    expect(caps).toContainEqual(["I", "["]);
    expect(caps).toContainEqual(["shift+N"]);
    expect(caps).toContainEqual(["ctrl+←"]);
  });

  test("leaves a way out when it is switched off", () => {
    expect(KEYS.filter(isAlwaysOn).map((row) => row.command)).toEqual(["stepOut"]);
  });
});

describe("modifiers", () => {
  test("tell arrows and letters apart", () => {
    expect(command("ArrowLeft")).toBe("back5");
    expect(command("ArrowLeft", { shiftKey: true })).toBe("back1");
    expect(command("ArrowLeft", { ctrlKey: true })).toBe("back60");
    expect(command("ArrowRight", { metaKey: true })).toBe("forward60");
    expect(command("N", { shiftKey: true })).toBe("nextGap");
    expect(command("n")).toBe("nextPlate");
  });

  test("with a letter leave the browser's own shortcuts alone", () => {
    for (const key of ["c", "n", "p", "f", "l", "s", "d", "0", "+", "-"]) {
      expect(command(key, { ctrlKey: true }), key).toBeNull();
      expect(command(key, { altKey: true }), key).toBeNull();
    }
    expect(command("J", { shiftKey: true })).toBeNull();
    expect(command(" ", { shiftKey: true })).toBeNull();
    expect(command("I", { shiftKey: true })).toBeNull();
  });

  test("do not matter where Shift only types the sign", () => {
    expect(command("?", { shiftKey: true })).toBe("help");
    expect(command("+", { shiftKey: true })).toBe("zoomIn");
    expect(command("+", { code: "NumpadAdd" })).toBe("zoomIn");
    expect(command("[", { shiftKey: true })).toBe("markIn");
  });

  test("nor does Caps Lock", () => {
    expect(command("K")).toBe("toggle");
    expect(command("N")).toBe("nextPlate");
  });
});

describe("other layouts", () => {
  test("ABNT2 writes brackets elsewhere: what is written wins over the place", () => {
    expect(command("[", { code: "BracketRight" })).toBe("markIn");
    expect(command("]", { code: "Backslash" })).toBe("markOut");
    expect(command("Dead", { code: "BracketLeft" })).toBe("markIn");
  });

  test("a layout without Latin letters is read by the place", () => {
    expect(command("о", { code: "KeyJ" })).toBe("reverse");
    expect(command("Ш", { code: "KeyN", shiftKey: true })).toBe("nextGap");
    expect(command("ц", { code: "KeyW" })).toBeNull();
  });

  test("a letter of another row is not taken by its place", () => {
    // On AZERTY "," stands where "m" does on QWERTY.
    expect(command(",", { code: "KeyM" })).toBe("frameBack");
  });

  test("what is being composed is not a key", () => {
    expect(command("k", { isComposing: true })).toBeNull();
  });
});

describe("focus", () => {
  test("in a text nothing is taken", () => {
    for (const row of KEYS) {
      for (const key of row.keys) expect(command(key, {}, "text"), key).toBeNull();
    }
  });

  test("a button keeps Enter, and Space stays the pause", () => {
    expect(command("Enter", {}, "button")).toBeNull();
    expect(command("Enter", {}, "elsewhere")).toBe("playSelection");
    expect(command(" ", {}, "button")).toBe("toggle");
    expect(command("ArrowLeft", {}, "button")).toBe("back5");
  });

  test("a native range keeps what moves it", () => {
    expect(command("ArrowLeft", {}, "range")).toBeNull();
    expect(command("PageUp", {}, "range")).toBeNull();
    expect(command(" ", {}, "range")).toBe("toggle");
  });

  test("a choice keeps Space and arrows", () => {
    expect(command(" ", {}, "choice")).toBeNull();
    expect(command("ArrowRight", {}, "choice")).toBeNull();
    expect(command("k", {}, "choice")).toBe("toggle");
  });
});
