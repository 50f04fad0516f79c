// Runs inside the page, before its own scripts: reads the numbers burnt into painted frames.

/** Everything within, since it is sent into the page as text. */
export function installProbe() {
  const BITS = 12;
  const CELL = 8;
  const STRIP_HEIGHT = 64; // of the picture, as tests/browser/coded_clip.py draws it
  const SURE = 96; // least difference between a cell and its inverse
  const canvas = document.createElement("canvas");
  canvas.width = BITS * CELL;
  canvas.height = 2 * CELL;
  const context = canvas.getContext("2d", { willReadFrequently: true });

  /** The number in the picture; null where there is none. */
  function codeOf(video) {
    const { width, height } = canvas;
    context.drawImage(video, 0, 0, video.videoWidth, STRIP_HEIGHT, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    let code = 0;
    for (let bit = 0; bit < BITS; bit += 1) {
      const across = bit * CELL + CELL / 2;
      const [upper, lower] = [CELL / 2, CELL + CELL / 2].map(
        (down) => data[(down * width + across) * 4 + 1],
      );
      if (Math.abs(upper - lower) < SURE) return null;
      code = code * 2 + (upper > lower ? 1 : 0);
    }
    return code;
  }

  const video = () => document.getElementById("video");

  /** Calls look(code, now) at each painted frame until it returns true, or the time is over. */
  function watch(look, limitMs) {
    return new Promise((resolve) => {
      let isOver = false;
      const end = (result) => {
        isOver = true;
        resolve(result);
      };
      const timer = setTimeout(() => end(false), limitMs);
      const painted = (now) => {
        if (isOver) return;
        if (look(codeOf(video()), now)) {
          clearTimeout(timer);
          end(true);
        } else video().requestVideoFrameCallback(painted);
      };
      video().requestVideoFrameCallback(painted);
    });
  }

  function look() {
    const player = document.getElementById("player");
    return {
      state: player.dataset.state,
      said: document.getElementById("said").textContent,
      clock: document.getElementById("clock").textContent,
      choices: [...document.getElementById("choices").children].map((choice) => choice.textContent),
      spans: document.querySelectorAll("#bar .span").length,
    };
  }

  /**
   * Does something: {ms, others}, how long until the wanted frame (null: it never came) and
   * which frames were painted before it. With no frame wanted it only does it.
   */
  async function act(doIt, wanted, limitMs) {
    if (wanted === null) return doIt() && null;
    const others = [];
    let ms = null;
    const began = performance.now();
    const done = watch((code) => {
      if (code === wanted) ms = performance.now() - began;
      else others.push(code);
      return ms !== null;
    }, limitMs);
    doIt();
    await done;
    return { ms, others, ...look() };
  }

  /** Plays for a while: [epoch ms, code] of each painted frame, and how often it had to wait. */
  async function play(ms) {
    const frames = [];
    let waits = 0;
    const count = () => (waits += 1);
    video().addEventListener("waiting", count);
    if (video().paused) document.getElementById("toggle").click();
    await watch((code, now) => {
      frames.push([performance.timeOrigin + now, code]);
      return false;
    }, ms);
    video().removeEventListener("waiting", count);
    return { frames, waits, ...look() };
  }

  window.probe = { act, play, look, codeOf, first: null };
  document.addEventListener("DOMContentLoaded", () => {
    // The page's own scripts have run by now. Times count from the beginning of its loading.
    if (!video()) return;
    video().requestVideoFrameCallback(() => {
      window.probe.first = { ms: performance.now(), code: codeOf(video()) };
    });
  });
}
