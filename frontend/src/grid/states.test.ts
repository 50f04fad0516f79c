import { expect, test } from "vitest";

import { countGroups, GROUPS, stateShown, withWish, type CameraState } from "./states";

type State = CameraState["state"];
const wanted = (state: State) => stateShown({ state, is_active: true, recording_enabled: true });
const unwanted = (state: State) => stateShown({ state, is_active: true, recording_enabled: false });

test.each<[State, string, string, string]>([
  ["recording", "recording", "recording", "good"],
  ["starting", "starting", "stopped", "quiet"],
  ["backoff", "waiting", "noSignal", "warn"],
  ["stalled", "stalled", "noSignal", "warn"],
  ["auth_failed", "authFailed", "fault", "bad"],
  ["bad_address", "badAddress", "fault", "bad"],
  ["unsupported", "unsupported", "fault", "bad"],
  ["failed", "failed", "fault", "bad"],
  ["stopped", "starting", "stopped", "quiet"],
  ["stopping", "starting", "stopped", "quiet"],
])("a camera that is to record and is %s", (state, word, group, tone) => {
  expect(wanted(state)).toEqual({ word, group, tone });
});

test.each<[State, string]>([
  ["stopped", "stopped"],
  ["recording", "stopping"],
  ["stopping", "stopping"],
  ["backoff", "stopping"],
])("a camera that is not to record and is %s", (state, word) => {
  expect(unwanted(state).word).toBe(word);
});

test("a camera that is switched off says so", () => {
  const off = { is_active: false, recording_enabled: false };
  expect(stateShown({ ...off, state: "stopped" }).word).toBe("inactive");
  expect(stateShown({ ...off, state: "recording" }).word).toBe("stopping");
});

test("each group has its count", () => {
  const shown = [wanted("recording"), wanted("failed"), wanted("recording"), unwanted("stopped")];
  expect(countGroups(shown)).toEqual({ recording: 2, noSignal: 0, stopped: 1, fault: 1 });
  expect(Object.keys(countGroups([]))).toEqual([...GROUPS]);
});

test("a wish shows before the server tells of it", () => {
  const state: CameraState = {
    id: 1,
    state: "backoff",
    since: "2026-11-20T15:00:00Z",
    is_active: true,
    recording_enabled: true,
    fault: "refused",
    message: "Recusada.",
  };
  const states = [state, { ...state, id: 2 }];
  const changed = withWish(states, 2, false);
  expect(changed[0]).toBe(states[0]);
  expect(changed[1]).toEqual({
    ...state,
    id: 2,
    recording_enabled: false,
    fault: null,
    message: null,
  });
});
