// One listener for all keys of a camera's dialog, wherever in it the focus is.

import { isAlwaysOn, rowOf, type Command, type FocusKind, type KeyRow } from "./keys";
import { keysPreference } from "./room";

const TEXTS = new Set(["text", "search", "number", "date", "time", "datetime-local", "password"]);

/** `run` hears of each command; those that may not be given are the caller's to leave out. */
export function listenForKeys(dialog: HTMLElement, run: (command: Command) => void): () => void {
  let isSpaceOurs = false;

  const pressed = (event: KeyboardEvent) => {
    const focused = focusIn(dialog, event);
    if (!focused || event.defaultPrevented) return;
    const kind = kindOf(focused);
    if (event.key === "Escape" && isForOthers(event, focused, kind)) return;
    const row = rowOf(event, kind);
    if (!row || !isOn(row)) return;
    event.preventDefault();
    if (event.key === " ") isSpaceOurs = true;
    if (!event.repeat || row.repeats) run(row.command);
  };
  // Some browsers press a focused button when Space is let go.
  const released = (event: KeyboardEvent) => {
    if (event.key !== " " || !isSpaceOurs) return;
    isSpaceOurs = false;
    event.preventDefault();
  };
  // What closes a dialog without a key: "back" on a phone.
  const asked = (event: Event) => {
    if (event.target === dialog) run("stepOut");
  };

  document.addEventListener("keydown", pressed);
  document.addEventListener("keyup", released);
  dialog.addEventListener("cancel", asked);
  return () => {
    document.removeEventListener("keydown", pressed);
    document.removeEventListener("keyup", released);
    dialog.removeEventListener("cancel", asked);
  };
}

/** Null when the key is meant for something else, such as a dialog over this one. */
function focusIn(dialog: HTMLElement, event: KeyboardEvent): HTMLElement | null {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return null;
  const top = [...document.querySelectorAll("dialog:modal")].at(-1);
  if (top !== dialog) return null;
  return target === document.body || dialog.contains(target) ? target : null;
}

/** An open popover is closed by the browser; a field is left first. */
function isForOthers(event: KeyboardEvent, focused: HTMLElement, kind: FocusKind): boolean {
  if (document.querySelector(":popover-open")) return true;
  if (kind !== "text") return false;
  event.preventDefault();
  focused.blur();
  return true;
}

function isOn(row: KeyRow): boolean {
  return keysPreference.get() === "on" || isAlwaysOn(row);
}

function kindOf(element: HTMLElement): FocusKind {
  if (element.isContentEditable) return "text";
  if (element instanceof HTMLInputElement) {
    if (element.type === "range") return "range";
    if (element.type === "checkbox" || element.type === "radio") return "choice";
    return TEXTS.has(element.type) ? "text" : "button";
  }
  if (element.matches("select, textarea")) return "text";
  return element.matches("button, a[href], summary, [role=button], [role=gridcell]")
    ? "button"
    : "elsewhere";
}
