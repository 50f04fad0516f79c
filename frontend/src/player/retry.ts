// Something that is tried again by itself after a while, or when the browser is online again.

export class Retry {
  #timer = 0;

  constructor(
    private readonly run: () => void,
    signal: AbortSignal,
  ) {
    window.addEventListener("online", () => this.#timer && this.#try(), { signal });
    signal.addEventListener("abort", () => this.cancel());
  }

  /** Due as it was, or by then; or not any more. */
  keep(isDue: boolean, ms: number): void {
    if (!isDue) this.cancel();
    else if (!this.#timer) this.in(ms);
  }

  in(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#try(), ms);
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  #try(): void {
    this.cancel();
    this.run();
  }
}
