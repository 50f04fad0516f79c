// Pictures of many cameras at once: the server draws a few at a time, so a refused one asks again.

const WAIT_MS = 2000;
const MOST_TRIES = 10;

for (const image of document.querySelectorAll("main img")) {
  let tries = 0;
  const again = () => {
    if (++tries > MOST_TRIES) return;
    setTimeout(() => (image.src = image.src), WAIT_MS * (1 + Math.random()));
  };
  image.addEventListener("error", again);
  if (image.complete && image.naturalWidth === 0) again(); // it failed before this was loaded
}
