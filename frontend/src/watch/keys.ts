// Which key does what in a camera's dialog. Pure: the table makes both the listener and the help.

import type { Capability } from "../session/session";

export type Command =
  | "toggle"
  | "reverse"
  | "forward"
  | "frameBack"
  | "frameForward"
  | "back5"
  | "forward5"
  | "back1"
  | "forward1"
  | "back60"
  | "forward60"
  | "previousPlate"
  | "nextPlate"
  | "previousGap"
  | "nextGap"
  | "previousDay"
  | "nextDay"
  | "goTo"
  | "calendar"
  | "live"
  | "markIn"
  | "markOut"
  | "clearSelection"
  | "playSelection"
  | "createClip"
  | "snapshot"
  | "zoomIn"
  | "zoomOut"
  | "zoomDay"
  | "mute"
  | "fullScreen"
  | "help"
  | "stepOut";

export type KeyGroup = "play" | "move" | "clip" | "view";

export interface KeyRow {
  command: Command;
  group: KeyGroup;
  /** As `KeyboardEvent.key`, letters in lower case: what is written on the key. */
  keys: readonly string[];
  /** As `KeyboardEvent.code`, for layouts on which none of `keys` is written anywhere. */
  codes?: readonly string[];
  modifier?: "shift" | "ctrl";
  /** Whether a key that is held down goes on doing it. */
  repeats?: boolean;
  /** Left to a focused button or link, which is what the key presses. */
  sparesButtons?: boolean;
  /** Only offered to those who may. */
  needs?: Capability;
  /** How the help writes it, where that is not `keys`. */
  shown?: readonly string[];
}

// No row needs an accent key (dead on ABNT2), and none takes Ctrl with a letter from the browser.
export const KEYS: readonly KeyRow[] = [
  { command: "toggle", group: "play", keys: [" ", "k"], shown: ["space", "K"] },
  { command: "reverse", group: "play", keys: ["j"], codes: ["KeyJ"] },
  { command: "forward", group: "play", keys: ["l"], codes: ["KeyL"] },
  { command: "frameBack", group: "play", keys: [","], codes: ["Comma"], repeats: true },
  { command: "frameForward", group: "play", keys: ["."], codes: ["Period"], repeats: true },
  { command: "live", group: "play", keys: ["v"], codes: ["KeyV"] },
  { command: "mute", group: "play", keys: ["m"], codes: ["KeyM"] },
  { command: "back5", group: "move", keys: ["arrowleft"], shown: ["←"], repeats: true },
  { command: "forward5", group: "move", keys: ["arrowright"], shown: ["→"], repeats: true },
  {
    ...{ command: "back1", group: "move", keys: ["arrowleft"], shown: ["←"] },
    ...{ modifier: "shift", repeats: true },
  },
  {
    ...{ command: "forward1", group: "move", keys: ["arrowright"], shown: ["→"] },
    ...{ modifier: "shift", repeats: true },
  },
  {
    ...{ command: "back60", group: "move", keys: ["arrowleft"], shown: ["←"] },
    ...{ modifier: "ctrl", repeats: true },
  },
  {
    ...{ command: "forward60", group: "move", keys: ["arrowright"], shown: ["→"] },
    ...{ modifier: "ctrl", repeats: true },
  },
  { command: "previousPlate", group: "move", keys: ["p"], codes: ["KeyP"] },
  { command: "nextPlate", group: "move", keys: ["n"], codes: ["KeyN"] },
  {
    ...{ command: "previousGap", group: "move", keys: ["p"], codes: ["KeyP"] },
    ...{ modifier: "shift" },
  },
  {
    ...{ command: "nextGap", group: "move", keys: ["n"], codes: ["KeyN"] },
    ...{ modifier: "shift" },
  },
  { command: "previousDay", group: "move", keys: ["pageup"], shown: ["pageUp"] },
  { command: "nextDay", group: "move", keys: ["pagedown"], shown: ["pageDown"] },
  { command: "goTo", group: "move", keys: ["g"], codes: ["KeyG"] },
  { command: "calendar", group: "move", keys: ["d"], codes: ["KeyD"] },
  { command: "markIn", group: "clip", keys: ["i", "["], codes: ["KeyI", "BracketLeft"] },
  { command: "markOut", group: "clip", keys: ["o", "]"], codes: ["KeyO", "BracketRight"] },
  { command: "clearSelection", group: "clip", keys: ["x"], codes: ["KeyX"] },
  {
    ...{ command: "playSelection", group: "clip", keys: ["enter"], shown: ["enter"] },
    ...{ sparesButtons: true },
  },
  { command: "createClip", group: "clip", keys: ["c"], codes: ["KeyC"], needs: "cut_clips" },
  { command: "snapshot", group: "clip", keys: ["s"], codes: ["KeyS"] },
  {
    ...{ command: "zoomIn", group: "view", keys: ["+", "="], codes: ["NumpadAdd"] },
    ...{ shown: ["+"], repeats: true },
  },
  {
    ...{ command: "zoomOut", group: "view", keys: ["-", "_"], codes: ["NumpadSubtract"] },
    ...{ shown: ["−"], repeats: true },
  },
  { command: "zoomDay", group: "view", keys: ["0"], codes: ["Digit0", "Numpad0"] },
  { command: "fullScreen", group: "view", keys: ["f"], codes: ["KeyF"] },
  { command: "help", group: "view", keys: ["?"] },
  { command: "stepOut", group: "view", keys: ["escape"], shown: ["Esc"] },
];

/** What is written on the keys, one list for each way to press it: [["Shift", "N"]]. */
export function capsOf(row: KeyRow): string[][] {
  const before = row.modifier ? [row.modifier] : [];
  const keys = row.shown ?? row.keys.map((key) => key.toUpperCase());
  return keys.map((key) => [...before, key]);
}

/** What of a `KeyboardEvent` decides. */
export interface Pressed {
  key: string;
  code: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  repeat: boolean;
  isComposing: boolean;
}

/** Where the focus is. */
export type FocusKind =
  | "text" // a field, a select, an editable text: all keys are its own
  | "range" // a native range: the keys that move it are its own
  | "choice" // a checkbox or radio
  | "button" // or a link, a summary
  | "elsewhere";

/** The row of a press; null when it is nobody's, or belongs to what has the focus. */
export function rowOf(pressed: Pressed, focus: FocusKind): KeyRow | null {
  if (pressed.isComposing || pressed.altKey || focus === "text") return null;
  const key = pressed.key.toLowerCase();
  const row =
    KEYS.find((one) => one.keys.includes(key) && fits(one, pressed)) ??
    // A layout on which no row's key is written here: by the place on the keyboard.
    (KEYS.some((one) => one.keys.includes(key))
      ? undefined
      : KEYS.find((one) => one.codes?.includes(pressed.code) && fits(one, pressed)));
  return row && !isTheirs(row, key, focus) ? row : null;
}

/** With the keys switched off this one is left: there must be a way out. */
export function isAlwaysOn(row: KeyRow): boolean {
  return row.command === "stepOut";
}

/** Shift is part of how signs are typed: only letters, Space and named keys look at it. */
function fits(row: KeyRow, pressed: Pressed): boolean {
  const isControlled = pressed.ctrlKey || pressed.metaKey;
  if (isControlled !== (row.modifier === "ctrl")) return false;
  const isSign = /^[^\p{L} ]$/u.test(pressed.key);
  return isSign || pressed.shiftKey === (row.modifier === "shift");
}

const MOVES_A_RANGE = new Set(["arrowleft", "arrowright", "pageup", "pagedown"]);

function isTheirs(row: KeyRow, key: string, focus: FocusKind): boolean {
  if (focus === "range") return MOVES_A_RANGE.has(key);
  if (focus === "choice") return key === " " || key.startsWith("arrow");
  return focus === "button" && row.sparesButtons === true;
}
