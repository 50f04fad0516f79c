// What a person chose on this device. Storage may be forbidden or full: then it lasts a visit.

import { createStore, type Store } from "./store";

/** A kept value; `parse` answers null for what is not (or no longer) a value of it. */
export function createPreference<T>(
  name: string,
  initial: T,
  parse: (text: string) => T | null,
): Store<T> {
  const key = `vms.${name}`;
  const kept = readKept(key);
  const store = createStore<T>((kept === null ? null : parse(kept)) ?? initial);
  return {
    ...store,
    set(value) {
      store.set(value);
      try {
        localStorage.setItem(key, String(value));
      } catch {
        // Kept until the page is closed.
      }
    },
  };
}

function readKept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function oneOf<T extends string>(...values: readonly T[]): (text: string) => T | null {
  return (text) => values.find((value) => value === text) ?? null;
}
