// Pictures of key frames while a handle is dragged: one request at a time, the newest moment wins.

import { restOf, refusalOf, type Fault } from "./faults";

const WIDTH = 640;

export class ScrubPictures {
  #wantedMs: number | null = null;
  #isAsking = false;
  /** So long the server wants to be left alone. */
  #restMs = 0;
  /** Counts the drags: a picture of an earlier one is dropped. */
  #drag = 0;

  constructor(
    private readonly camera: number,
    private readonly signal: AbortSignal,
    private readonly ears: {
      came(picture: HTMLImageElement): void;
      refused(fault: Fault): void;
    },
  ) {}

  want(atMs: number): void {
    this.#wantedMs = atMs;
    if (!this.#isAsking) void this.#ask();
  }

  /** What is on its way is not shown any more. */
  stop(): void {
    this.#wantedMs = null;
    this.#drag += 1;
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    while (this.#wantedMs !== null) {
      const [atMs, drag] = [this.#wantedMs, this.#drag];
      const picture = await this.#pictureAt(atMs);
      // Dragged on meanwhile: a picture near it is better than none.
      if (picture && drag === this.#drag) this.ears.came(picture);
      else if (picture) URL.revokeObjectURL(picture.src);
      if (this.#restMs > 0) await new Promise((resolve) => setTimeout(resolve, this.#restMs));
      else if (this.#wantedMs === atMs) break;
    }
    this.#isAsking = false;
  }

  async #pictureAt(atMs: number): Promise<HTMLImageElement | null> {
    const moment = encodeURIComponent(new Date(atMs).toISOString());
    const url = `/api/playback/cameras/${this.camera}/frame.jpg?at=${moment}&width=${WIDTH}`;
    this.#restMs = 0;
    try {
      const answer = await fetch(url, { signal: this.signal });
      this.#restMs = restOf(answer.status, answer.headers.get("Retry-After"));
      if (answer.ok) return await decoded(await answer.blob());
      const fault = refusalOf(answer.status, null);
      if (fault.kind === "signed_out") this.ears.refused(fault);
    } catch {
      // Dragged on before it came, or the server is away: the picture that is there stays.
    }
    return null;
  }
}

async function decoded(jpeg: Blob): Promise<HTMLImageElement> {
  const picture = new Image();
  picture.alt = "";
  picture.decoding = "sync";
  picture.src = URL.createObjectURL(jpeg);
  await picture.decode();
  return picture;
}
