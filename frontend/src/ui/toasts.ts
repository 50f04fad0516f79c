import { createStore } from "../app/store";

export interface Toast {
  id: number;
  text: string;
  tone: "good" | "bad";
  /** Takes back what the toast tells of. */
  action?: { label: string; run: () => void };
}

export const toasts = createStore<readonly Toast[]>([]);
let lastId = 0;

const SHOWN_MS = 8_000;
/** With a button there is something to decide. */
const OFFERED_MS = 20_000;
const LEFT_FOR_MS = 2_000;

/** Says it for a while, in a corner; read aloud, too. */
export function say(text: string, rest: Partial<Omit<Toast, "id" | "text">> = {}): void {
  const toast: Toast = { id: ++lastId, text, tone: "good", ...rest };
  toasts.set([...toasts.get(), toast]);
  setTimeout(() => end(toast), toast.action ? OFFERED_MS : SHOWN_MS);
}

export function unsay(id: number): void {
  toasts.set(toasts.get().filter((toast) => toast.id !== id));
}

/** What is pointed at or focused stays until it has been left. */
function end(toast: Toast): void {
  const isLookedAt = document.querySelector(`[data-toast="${toast.id}"]:is(:hover, :focus-within)`);
  if (isLookedAt) setTimeout(() => end(toast), LEFT_FOR_MS);
  else unsay(toast.id);
}
