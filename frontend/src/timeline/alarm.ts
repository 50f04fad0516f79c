// One timer for a thing that is to be done soon. Pure.

export interface Alarm {
  /** Where it is due sooner already that stays: else who keeps asking would put it off for ever. */
  set(afterMs: number): void;
  clear(): void;
}

export function createAlarm(run: () => void): Alarm {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let dueMs = Infinity;
  function clear() {
    clearTimeout(timer);
    dueMs = Infinity;
  }
  return {
    set(afterMs) {
      const wantedMs = performance.now() + afterMs;
      if (wantedMs >= dueMs) return;
      clearTimeout(timer);
      dueMs = wantedMs;
      timer = setTimeout(() => {
        clear();
        run();
      }, afterMs);
    },
    clear,
  };
}
