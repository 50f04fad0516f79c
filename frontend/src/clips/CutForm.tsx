import { Scissors } from "lucide-react";
import { useRef, useState, type SyntheticEvent } from "react";

import { NETWORK_ERROR, type ApiError } from "../api/answer";
import { NOTHING_SELECTED } from "../app/address";
import type { Clip } from "../api/types";
import type { Stretch } from "../player";
import { Button } from "../ui/Button";
import { Choices } from "../ui/Choices";
import { Field } from "../ui/Field";
import { useWatch } from "../watch/watch";
import { useWords } from "../words";
import { cutClip } from "./clipActions";
import { defaultName, LONGEST_NAME, partName } from "./clipName";
import styles from "./CutForm.module.css";
import { CutProblem } from "./CutProblem";
import type { Part } from "./cutRefusal";

/** Name, kind of cut, and the button; `range` is null while there is nothing that can be cut. */
export function CutForm({ range }: { range: Stretch | null }) {
  const { common, clips: words } = useWords();
  const { camera, zone } = useWatch();
  const [typedName, setTypedName] = useState<string | null>(null);
  const [mode, setMode] = useState<Clip["mode"]>("exact");
  const { refusal, isBusy, asked, cut, cutParts } = useCutting(() => setTypedName(null));
  const offered = range ? defaultName(camera.name, range.startMs, zone, common.language) : "";
  const name = typedName ?? offered;
  const nameProblem = refusal?.fields["name"]?.[0];
  const modes = [
    { value: "exact", name: words.exact, hint: words.exactHint },
    { value: "fragment", name: words.fragment, hint: words.fragmentHint },
  ] as const;
  const canCut = range !== null && !isBusy;

  function submit(event: SyntheticEvent) {
    event.preventDefault();
    if (range && canCut) void cut({ camera: camera.id, name: name.trim() || offered, range, mode });
  }

  return (
    <form className={styles["form"]} onSubmit={submit} noValidate>
      <Field
        label={words.name}
        value={name}
        maxLength={LONGEST_NAME}
        autoComplete="off"
        onChange={(event) => setTypedName(event.target.value)}
        problem={nameProblem}
      />
      <Choices label={words.mode} value={mode} options={modes} onChoose={setMode} />
      <Button type="submit" look="primary" icon={Scissors} disabled={!canCut} aria-busy={isBusy}>
        {isBusy ? words.creating : words.create}
      </Button>
      <span role="status" className="visually-hidden">
        {asked}
      </span>
      {refusal && !nameProblem && (
        <CutProblem
          refusal={refusal}
          isBusy={isBusy}
          onCutParts={(parts) => void cutParts(camera.id, name.trim() || offered, parts, mode)}
        />
      )}
    </form>
  );
}

interface Wish {
  camera: number;
  name: string;
  range: Stretch;
  mode: Clip["mode"];
}

/** After a clip was asked for, the place is free for the next one. */
function useCutting(onAsked: () => void) {
  const { selection, player } = useWatch();
  const words = useWords().clips;
  // A refusal is of the range that was asked for: another range has none.
  const [told, setTold] = useState<{ of: unknown; refusal: ApiError } | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [asked, setAsked] = useState("");
  /** What of the range was asked for already, where another part of it was refused. */
  const begun = useRef<{ of: unknown; parts: Set<string> }>({ of: null, parts: new Set() });

  async function ask(wishes: readonly Wish[]) {
    setIsBusy(true);
    const of = selection.get();
    setTold(null);
    if (begun.current.of !== of) begun.current = { of, parts: new Set() };
    const { parts } = begun.current;
    for (const wish of wishes) {
      const part = JSON.stringify([wish.range, wish.mode]);
      if (parts.has(part)) continue;
      const refusal = await cutClip(wish).catch(() => NETWORK_ERROR);
      if (refusal) {
        setTold({ of, refusal });
        setIsBusy(false);
        return;
      }
      parts.add(part);
      setAsked(words.asked(wish.name));
    }
    setIsBusy(false);
    onAsked();
    if (player.get().loop) player.setLoop(null);
    if (selection.get() === of) selection.set(NOTHING_SELECTED);
  }

  return {
    refusal: told && told.of === selection.get() ? told.refusal : null,
    isBusy,
    /** What was asked for last, in words. */
    asked,
    cut: (wish: Wish) => ask([wish]),
    cutParts: (camera: number, name: string, parts: readonly Part[], mode: Clip["mode"]) =>
      ask(
        parts.map((range, nth) => {
          const { startMs, endMs } = range;
          const named = partName(name, nth + 1, parts.length);
          return { camera, name: named, range: { startMs, endMs }, mode };
        }),
      ),
  };
}
