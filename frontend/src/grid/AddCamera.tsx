import { TriangleAlert } from "lucide-react";
import { useEffect, useId, useRef, useState, type SubmitEvent } from "react";

import type { ApiError } from "../api/answer";
import { api, call } from "../api/client";
import type { CityOfMine } from "../session/session";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { say } from "../ui/toasts";
import { useWords, type Words } from "../words";
import styles from "./AddCamera.module.css";
import { AddressFields } from "./AddressFields";
import {
  changedIn,
  checkDraft,
  draftIn,
  isOfAddress,
  withAddressSplit,
  type Draft,
  type Problems,
} from "./cameraDraft";
import { refreshCameras } from "./cameras";
import { refreshStates } from "./cameraStates";
import { ProbePart } from "./ProbePart";
import { composeAddress } from "./rtspAddress";
import { useProbe } from "./useProbe";

interface AddCameraProps {
  /** Where the person may. */
  cities: readonly CityOfMine[];
  onClose: () => void;
}

/** Whose address has a password: it lives in this dialog's state and ends with it. */
export function AddCamera({ cities, onClose }: AddCameraProps) {
  const { grid: words, common } = useWords();
  const [draft, setDraft] = useState<Draft>(() => draftIn(cities));
  const [problems, setProblems] = useState<Problems>({});
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const [isAdding, setAdding] = useState(false);
  const { probe, begin, cancel } = useProbe();
  const form = useFirstProblem(problems, refusal);

  const change = (changed: Partial<Draft>) => {
    const names = changedIn(draft, changed);
    if (names.length === 0) return;
    setDraft((before) => ({ ...before, ...changed }));
    setProblems({});
    setRefusal(null);
    if (names.some(isOfAddress)) cancel(); // what was found is of another address
  };
  const test = () => {
    const composed = composeAddress(draft);
    if (composed.kind === "address") void begin(composed.url);
    else setProblems({ [composed.field]: composed.problem });
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isAdding) return;
    const settled = withAddressSplit(draft);
    setDraft(settled); // as leaving the field does, which the focus on a problem may be
    const checked = checkDraft(settled);
    if (checked.kind === "problems") {
      setProblems(checked.of);
      return;
    }
    setAdding(true);
    const answer = await call(api.POST("/api/cameras/", { body: checked.body }));
    setAdding(false);
    if (answer.kind === "error") setRefusal(answer);
    if (answer.kind !== "success") return;
    onClose();
    say(words.added(answer.data.name));
    await Promise.all([refreshCameras(), refreshStates()]);
  };
  const told = problemsIn(words, problems, refusal);

  return (
    <Dialog title={words.add} onClose={onClose}>
      <form
        ref={form}
        className={styles["form"]}
        onSubmit={(event) => void submit(event)}
        noValidate
      >
        {cities.length > 1 && (
          <CityField cities={cities} draft={draft} problem={told.city} onChange={change} />
        )}
        <Field
          label={words.name}
          hint={words.nameHint}
          autoComplete="off"
          maxLength={120}
          value={draft.name}
          problem={told.name}
          onChange={(event) => change({ name: event.target.value })}
        />
        <AddressFields draft={draft} problems={told} onChange={change} />
        <ProbePart probe={probe} onBegin={test} onCancel={cancel} />
        <Choices draft={draft} onChange={change} />
        <div role="alert" className={styles["refusal"]}>
          {refusal && (
            <p>
              <TriangleAlert size={18} aria-hidden /> {refusalIn(words, refusal)}
            </p>
          )}
        </div>
        <div className={styles["actions"]}>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button type="submit" look="primary" aria-disabled={isAdding || undefined}>
            {isAdding ? words.adding : draft.isToRecord ? words.addAndRecord : words.addShort}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Whoever is refused goes on where something is to be put right. */
function useFirstProblem(problems: Problems, refusal: ApiError | null) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [problems, refusal]);
  return form;
}

interface PartProps {
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
}

interface CityFieldProps extends PartProps {
  cities: readonly CityOfMine[];
  problem: string | undefined;
}

function CityField({ cities, draft, problem, onChange }: CityFieldProps) {
  const words = useWords().grid;
  const id = useId();
  return (
    <label className={styles["brand"]}>
      <span>{words.city}</span>
      <select
        value={draft.city}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem && id}
        onChange={(event) => onChange({ city: Number(event.target.value) })}
      >
        <option value={0}>{words.cityProblem}</option>
        {cities.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      {problem && (
        <small id={id} className={styles["bad"]}>
          {problem}
        </small>
      )}
    </label>
  );
}

function Choices({ draft, onChange }: PartProps) {
  const words = useWords().grid;
  return (
    <div className={styles["choices"]}>
      <label>
        <input
          type="checkbox"
          checked={draft.isToRecord}
          onChange={(event) => onChange({ isToRecord: event.target.checked })}
        />
        {words.recordNow}
      </label>
      <label>
        <input
          type="checkbox"
          checked={draft.withSound}
          onChange={(event) => onChange({ withSound: event.target.checked })}
        />
        {words.withSound}
      </label>
    </div>
  );
}

/** By field: what we found, or what the server did. */
function problemsIn(words: Words["grid"], problems: Problems, refusal: ApiError | null) {
  const { address, username } = problems;
  const told = refusal?.fields ?? {};
  return {
    city: problems.city ? words.cityProblem : told["city"]?.join(" "),
    name: problems.name ? words.nameProblem : told["name"]?.join(" "),
    address: address ? words.addressProblems[address] : told["rtsp_url"]?.join(" "),
    username: username && words.addressProblems[username],
  };
}

function refusalIn(words: Words["grid"], refusal: ApiError): string {
  if (refusal.code === "plan_limit") return words.planLimit(refusal.detail);
  return refusal.detail || words.addFailed;
}
