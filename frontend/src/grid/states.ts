// What a camera's state is called and how it looks: from the API's states. Pure.

import type { components } from "../api/schema";

export type CameraState = components["schemas"]["CameraState"];
type Told = Pick<CameraState, "state" | "is_active" | "recording_enabled">;

/** What the chips above the grid count. */
export type StateGroup = "recording" | "noSignal" | "stopped" | "fault";
export const GROUPS: readonly StateGroup[] = ["recording", "noSignal", "stopped", "fault"];

export type StateWord =
  | "recording"
  | "starting"
  | "stopping"
  | "stopped"
  | "inactive"
  | "waiting"
  | "stalled"
  | "authFailed"
  | "badAddress"
  | "unsupported"
  | "failed";

export type Tone = "good" | "warn" | "bad" | "quiet";

export interface StateShown {
  word: StateWord;
  group: StateGroup;
  tone: Tone;
}

const SHOWN: Record<StateWord, StateShown> = {
  recording: { word: "recording", group: "recording", tone: "good" },
  starting: { word: "starting", group: "stopped", tone: "quiet" },
  stopping: { word: "stopping", group: "stopped", tone: "quiet" },
  stopped: { word: "stopped", group: "stopped", tone: "quiet" },
  inactive: { word: "inactive", group: "stopped", tone: "quiet" },
  waiting: { word: "waiting", group: "noSignal", tone: "warn" },
  stalled: { word: "stalled", group: "noSignal", tone: "warn" },
  authFailed: { word: "authFailed", group: "fault", tone: "bad" },
  badAddress: { word: "badAddress", group: "fault", tone: "bad" },
  unsupported: { word: "unsupported", group: "fault", tone: "bad" },
  failed: { word: "failed", group: "fault", tone: "bad" },
};

const WORD_OF: Record<CameraState["state"], StateWord> = {
  stopped: "stopped",
  starting: "starting",
  recording: "recording",
  backoff: "waiting",
  stalled: "stalled",
  stopping: "stopping",
  auth_failed: "authFailed",
  bad_address: "badAddress",
  unsupported: "unsupported",
  failed: "failed",
};

/**
 * The recorder follows a wish within a second or two: until then a camera that is to record and
 * does not yet is starting, and one that is not to and still does is stopping.
 */
export function stateShown(told: Told): StateShown {
  const word = WORD_OF[told.state];
  if (!told.is_active && word === "stopped") return SHOWN.inactive;
  if (told.recording_enabled && (word === "stopped" || word === "stopping")) return SHOWN.starting;
  if (!told.recording_enabled && word !== "stopped") return SHOWN.stopping;
  return SHOWN[word];
}

/** How many there are of each. */
export function countGroups(shown: Iterable<StateShown>): Record<StateGroup, number> {
  const counts = { recording: 0, noSignal: 0, stopped: 0, fault: 0 };
  for (const { group } of shown) counts[group] += 1;
  return counts;
}

/** The states with one camera's wish changed as it was just asked for, before the server tells. */
export function withWish(
  states: readonly CameraState[],
  camera: number,
  isWanted: boolean,
): CameraState[] {
  return states.map((state) =>
    state.id === camera
      ? { ...state, recording_enabled: isWanted, fault: null, message: null }
      : state,
  );
}
