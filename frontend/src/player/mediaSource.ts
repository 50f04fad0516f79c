// What this browser can play from pieces. iPhones have the managed kind alone.

export function hasMediaSource(): boolean {
  return "MediaSource" in window || "ManagedMediaSource" in window;
}

export function isTypeSupported(type: string): boolean {
  const source = "ManagedMediaSource" in window ? window.ManagedMediaSource : MediaSource;
  return source.isTypeSupported(type);
}
