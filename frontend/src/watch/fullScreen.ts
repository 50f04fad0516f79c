export function toggleFullScreen(): void {
  if (!document.fullscreenEnabled) return; // as on an iPhone
  // Refused by the browser, it stays as it is: there is nothing to say.
  const changing = document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen();
  changing.catch(() => undefined);
}
