// A camera's address, made of what people type. Pure: nothing of it is kept here.

export interface AddressParts {
  address: string;
  username: string;
  password: string;
}

export type AddressProblem =
  "empty" | "spaces" | "scheme" | "host" | "port" | "masked" | "passwordAlone" | "reserved";

export type Composed =
  | { kind: "address"; url: string }
  | { kind: "problem"; problem: AddressProblem; field: "address" | "username" };

/** The usual path of each brand's main stream. */
export const BRANDS: readonly { name: string; path: string }[] = [
  { name: "Intelbras", path: "/cam/realmonitor?channel=1&subtype=0" },
  { name: "Dahua", path: "/cam/realmonitor?channel=1&subtype=0" },
  { name: "Hikvision / HiLook", path: "/Streaming/Channels/101" },
  { name: "Axis", path: "/axis-media/media.amp" },
  { name: "Hanwha / Wisenet", path: "/profile1/media.smp" },
  { name: "Uniview", path: "/media/video1" },
  { name: "Tapo / VIGI", path: "/stream1" },
  { name: "Reolink", path: "/h264Preview_01_main" },
];

const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i;

/**
 * A user and password in the address go to the fields of their own, where a password is not seen.
 * What stands there already is replaced.
 */
export function splitAddress(parts: AddressParts): AddressParts {
  const { scheme, rest } = beginning(parts.address);
  // A password may hold @ and /: the last @ ends it.
  const at = rest.lastIndexOf("@");
  const person = rest.slice(0, Math.max(0, at));
  if (at < 0 || (person.includes("/") && !person.includes(":"))) return parts;
  const colon = person.indexOf(":");
  return {
    address: scheme + rest.slice(at + 1),
    username: decoded(colon < 0 ? person : person.slice(0, colon)),
    password: colon < 0 ? "" : decoded(person.slice(colon + 1)),
  };
}

/** The whole address as the API takes it, or what is wrong with the parts. */
export function composeAddress(given: AddressParts): Composed {
  const parts = splitAddress({ ...given, address: given.address.trim() });
  const { scheme, rest } = beginning(parts.address);
  const problem = problemOf(parts.address, scheme, rest);
  if (problem) return { kind: "problem", problem, field: "address" };
  if (parts.username.includes("***") || parts.password === "***") {
    return { kind: "problem", problem: "masked", field: "address" };
  }
  if (parts.password && !parts.username) {
    return { kind: "problem", problem: "passwordAlone", field: "username" };
  }
  const password = parts.password && `:${encodeURIComponent(parts.password)}`;
  const person = parts.username && `${encodeURIComponent(parts.username)}${password}@`;
  return { kind: "address", url: `${scheme || "rtsp://"}${person}${rest}` };
}

/** The address with another path; its host stays. */
export function withPath(address: string, path: string): string {
  const { scheme, rest } = beginning(address.trim());
  return `${scheme || "rtsp://"}${authorityOf(rest)}${path}`;
}

function problemOf(address: string, scheme: string, rest: string): AddressProblem | null {
  if (!address) return "empty";
  if (/[\s\\]/.test(address)) return "spaces";
  if (scheme && !/^rtsps?:/i.test(scheme)) return "scheme";
  if (/[#@]/.test(rest)) return "reserved";
  const found = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::(.*))?$/i.exec(authorityOf(rest));
  if (!found) return "host";
  const port = found[2];
  if (port === undefined) return null;
  return /^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) < 65_536 ? null : "port";
}

function beginning(address: string): { scheme: string; rest: string } {
  const scheme = SCHEME.exec(address)?.[0] ?? "";
  return { scheme, rest: address.slice(scheme.length) };
}

/** Host and port. */
function authorityOf(rest: string): string {
  return rest.replace(/[/?].*$/s, "");
}

/** As it was meant: percent signs that encode nothing are a part of it. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
