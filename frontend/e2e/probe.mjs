// Runs inside the page, before its own scripts: reads the numbers burnt into what is on the screen.
// The video that is shown carries `data-shown`; a picture over it, while scrubbing, `data-scrub`.
//
//   codeOf(element)          the number in a <video> or <img>; null where there is none
//   isBlack(element)         nothing in it is brighter than black
//   shown(within?)           what is on the screen: the picture over the video, or the video; of the
//                            dialog that is open, or of what is given
//   watch(look, limitMs)     look(code, now, element) at each frame of the screen until it says true
//   act(doIt, wanted, ms)    {ms, others, blacks}: how long until the wanted number (or one of a
//                            list), and what came before it
//   play(ms)                 {frames: [[epoch ms, code]], waits, blacks}: each new number
//   state(within?)           {state, wallMs} as the stage tells

/** Everything within, since it is sent into the page as text. */
export function installProbe() {
  const BITS = 12;
  const CELL = 8;
  const STRIP_HEIGHT = 64; // of the video, as tests/browser/coded_clip.py draws it
  const SURE = 96; // least difference between a cell and its inverse
  const DARK = 24; // limited range leaves black a little above 0
  const canvas = document.createElement("canvas");
  canvas.width = BITS * CELL;
  canvas.height = 2 * CELL;
  const context = canvas.getContext("2d", { willReadFrequently: true });

  const widthOf = (source) => source.videoWidth ?? source.naturalWidth;
  const heightOf = (source) => source.videoHeight ?? source.naturalHeight;

  function drawn(source, height) {
    context.clearRect(0, 0, canvas.width, canvas.height);
    if (!widthOf(source)) return null;
    context.drawImage(source, 0, 0, widthOf(source), height, 0, 0, canvas.width, canvas.height);
    return context.getImageData(0, 0, canvas.width, canvas.height).data;
  }

  function codeOf(source) {
    // A still may be smaller than the video, and its strip with it.
    const video = source.parentElement?.querySelector("video[data-shown]");
    const scale =
      source.naturalHeight && video?.videoHeight ? source.naturalHeight / video.videoHeight : 1;
    const data = drawn(source, STRIP_HEIGHT * scale);
    if (!data) return null;
    let code = 0;
    for (let bit = 0; bit < BITS; bit += 1) {
      const across = bit * CELL + CELL / 2;
      const [upper, lower] = [CELL / 2, CELL + CELL / 2].map(
        (down) => data[(down * canvas.width + across) * 4 + 1],
      );
      if (Math.abs(upper - lower) < SURE) return null;
      code = code * 2 + (upper > lower ? 1 : 0);
    }
    return code;
  }

  function isBlack(source) {
    const data = drawn(source, heightOf(source));
    return !data || data.every((value, at) => at % 4 === 3 || value < DARK);
  }

  /** A dialog has what is behind it under cover. */
  function whole() {
    return [...document.querySelectorAll("dialog[open]")][0] ?? document;
  }

  function shown(within = whole()) {
    const [scrub] = [...within.querySelectorAll("img[data-scrub]")].slice(-1);
    return scrub ?? within.querySelector("video[data-shown]");
  }

  function watch(look, limitMs, within = whole()) {
    const until = performance.now() + limitMs;
    return new Promise((resolve) => {
      const sample = (now) => {
        const element = shown(within);
        if (look(element ? codeOf(element) : null, now, element)) resolve(true);
        else if (now > until) resolve(false);
        else requestAnimationFrame(sample);
      };
      requestAnimationFrame(sample);
    });
  }

  /** What was on the screen before it was done may stay until the wanted frame comes. */
  async function act(doIt, wanted, limitMs = 15_000, within = whole()) {
    const old = shown(within);
    const before = old ? codeOf(old) : null;
    const others = [];
    let blacks = 0;
    const began = performance.now();
    doIt();
    let ms = null;
    await watch(
      (code, _now, element) => {
        if (old && (!element || isBlack(element))) blacks += 1;
        if ([wanted].flat().includes(code)) ms = performance.now() - began;
        else if (code !== before && code !== others.at(-1) && (code !== null || old))
          others.push(code);
        return ms !== null;
      },
      limitMs,
      within,
    );
    return { ms, others, blacks, ...state(within) };
  }

  async function play(ms, within = whole()) {
    const frames = [];
    const heard = { waits: 0, blacks: 0 };
    const count = () => (heard.waits += 1);
    document.addEventListener("waiting", count, { capture: true });
    await watch(
      (code, now, element) => {
        if (!element || isBlack(element)) heard.blacks += 1;
        if (code !== frames.at(-1)?.[1]) frames.push([performance.timeOrigin + now, code]);
        return false;
      },
      ms,
      within,
    );
    document.removeEventListener("waiting", count, { capture: true });
    return { frames, ...heard, ...state(within) };
  }

  function state(within = whole()) {
    const stage = within.querySelector("[data-player-state]");
    const { playerState = null, wallMs = null } = stage?.dataset ?? {};
    return { state: playerState, wallMs: wallMs === null ? null : Number(wallMs) };
  }

  window.probe = { act, codeOf, isBlack, play, shown, state, watch };
}
