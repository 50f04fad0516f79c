// A camera that is being typed in. Pure; lives in the dialog alone and ends with it.

import type { components } from "../api/schema";
import {
  composeAddress,
  splitAddress,
  type AddressParts,
  type AddressProblem,
} from "./rtspAddress";

type CameraCreate = components["schemas"]["CameraCreateRequest"];

export interface Draft extends AddressParts {
  /** 0: none was chosen yet. */
  city: number;
  name: string;
  isToRecord: boolean;
  withSound: boolean;
}

export interface Problems {
  city?: "city";
  name?: "name";
  address?: AddressProblem;
  username?: AddressProblem;
}

export type Checked = { kind: "camera"; body: CameraCreate } | { kind: "problems"; of: Problems };

export function draftIn(cities: readonly { id: number }[]): Draft {
  const [only, another] = cities;
  const city = only && !another ? only.id : 0;
  return {
    city,
    name: "",
    address: "",
    username: "",
    password: "",
    isToRecord: true,
    withSound: true,
  };
}

/** The names of what is to be another than it is. */
export function changedIn(draft: Draft, changed: Partial<Draft>): (keyof Draft)[] {
  const names = Object.keys(changed) as (keyof Draft)[];
  return names.filter((name) => changed[name] !== draft[name]);
}

export function isOfAddress(name: keyof Draft): boolean {
  return name === "address" || name === "username" || name === "password";
}

/** The two secrets leave the address when they are in it. */
export function withAddressSplit(draft: Draft): Draft {
  return { ...draft, ...splitAddress({ ...draft, address: draft.address.trim() }) };
}

/** What the API is asked for, or what is to be put right before. */
export function checkDraft(draft: Draft): Checked {
  const of: Problems = {};
  const name = draft.name.trim();
  const composed = composeAddress(draft);
  if (!draft.city) of.city = "city";
  if (!name) of.name = "name";
  if (composed.kind === "problem") of[composed.field] = composed.problem;
  if (composed.kind === "problem" || of.city || of.name) return { kind: "problems", of };
  const body = {
    city: draft.city,
    name,
    rtsp_url: composed.url,
    recording_enabled: draft.isToRecord,
    audio: draft.withSound,
  };
  return { kind: "camera", body };
}
