import { describe, expect, test } from "vitest";

import { player as words } from "../words/pt/player";
import { sayingOf, type Situation } from "./said";

const AROUND = { beforeMs: 5_000, afterMs: 9_000 };
const NOWHERE = { beforeMs: null, afterMs: null };

function say(told: Partial<Situation>) {
  const quiet: Situation = {
    state: "paused",
    isLive: false,
    codecs: "",
    nearest: NOWHERE,
    reason: null,
    fault: "",
    named: (atMs) => `[${atMs}]`,
  };
  return sayingOf({ ...quiet, ...told }, words);
}

test("while there is a picture nothing is said", () => {
  for (const state of ["idle", "loading", "playing", "paused", "live"] as const) {
    expect(say({ state })).toBeNull();
  }
});

describe("without a recording", () => {
  test("the reason is told, and both sides of the gap are offered by their times", () => {
    expect(say({ state: "gap", reason: 1, nearest: AROUND })).toEqual({
      title: "Sem gravação neste momento",
      detail: "A câmera estava fora do ar.",
      actions: [
        { kind: "open", atMs: 4_000, label: "Antes: [5000]" },
        { kind: "open", atMs: 9_000, label: "Depois: [9000]" },
      ],
      isQuiet: false,
    });
  });

  test("with nothing after it, live is offered", () => {
    const told = say({ state: "gap", nearest: { beforeMs: 1_000, afterMs: null } });
    expect(told?.actions.map(({ kind }) => kind)).toEqual(["open", "live"]);
    expect(told?.detail).toBe("");
  });

  test("a camera that has none at all says so, and what is wrong with it", () => {
    expect(say({ state: "gap" })?.title).toBe(words.nothing);
    expect(say({ state: "gap" })?.detail).toBe(words.nothingDetail);
    expect(say({ state: "gap", fault: "Senha errada." })?.detail).toBe("Senha errada.");
  });

  test("live, the last picture is offered and what is wrong with the camera is told", () => {
    const told = say({ state: "gap", isLive: true, nearest: AROUND, fault: "Sem resposta." });
    expect(told).toMatchObject({ title: words.noLive, detail: "Sem resposta." });
    expect(told?.actions).toEqual([
      { kind: "open", atMs: 4_000, label: "Última imagem: [5000]" },
      { kind: "again", label: words.again },
    ]);
    const bare = say({ state: "gap", isLive: true });
    expect(bare?.detail).toBe(words.noLiveDetail);
    expect(bare?.actions.map(({ kind }) => kind)).toEqual(["again"]);
  });

  test("the end leads to live, and back", () => {
    const told = say({ state: "end", nearest: { beforeMs: 5, afterMs: null } });
    expect(told?.actions.map(({ kind }) => kind)).toEqual(["live", "open"]);
  });
});

describe("what cannot be played", () => {
  test("H.265 is named, and offered as a file", () => {
    const told = say({ state: "codec", codecs: "hvc1.1.6.L93.B0" });
    expect(told?.title).toBe("Este navegador não reproduz H.265");
    expect(told?.detail).toContain("H.265 (HEVC)");
    expect(told?.actions).toEqual([{ kind: "download", label: words.download }]);
  });

  test("another codec is named as it is written", () => {
    const told = say({ state: "codec", codecs: "av01.0.04M.08" });
    expect(told?.title).toBe(words.otherCodec);
    expect(told?.detail).toContain("av01.0.04M.08");
  });

  test("each fault has its words and what to do", () => {
    const actions = (state: Situation["state"]) =>
      say({ state, nearest: AROUND })?.actions.map(({ kind }) => kind);
    expect(actions("browser")).toEqual(["download"]);
    expect(actions("signed_out")).toEqual([]);
    expect(actions("missing")).toEqual(["leave"]);
    expect(actions("network")).toEqual(["again"]);
    expect(actions("broken")).toEqual(["again", "open", "open"]);
  });

  test("a lost network is said quietly: what is loaded goes on", () => {
    expect(say({ state: "network" })?.isQuiet).toBe(true);
    expect(say({ state: "broken" })?.isQuiet).toBe(false);
  });
});
