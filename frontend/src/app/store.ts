// A value that changes, and who wants to hear of it: state that lives outside React.

export interface Store<T> {
  get(): T;
  set(value: T): void;
  /** Returns what ends it. */
  subscribe(listener: () => void): () => void;
}

/** Listeners hear of a value that is not the same (`Object.is`). */
export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
