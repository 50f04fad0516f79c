// Where signing in leads to. Pure.

/** Of a path: behind the origin, "//other.example/" is but a path of this site. */
export function urlOf(path: string, origin: string): URL {
  const url = new URL(origin + path);
  return url.origin === origin ? url : new URL(origin);
}

const SERVED = ["/admin", "/api", "/media", "/static", "/s", "/keep"];

/** Whether the path is a page of the server's, not one of the client. */
export function isServers(path: string): boolean {
  return SERVED.some((start) => path === start || path.startsWith(`${start}/`));
}
