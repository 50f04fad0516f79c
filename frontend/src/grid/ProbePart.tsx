import { CircleCheck, TriangleAlert } from "lucide-react";
import { useEffect, useState } from "react";

import { Button } from "../ui/Button";
import { useWords, type Words } from "../words";
import styles from "./AddCamera.module.css";
import type { Probe } from "./useProbe";

const LONGEST_SECONDS = 10;

interface ProbePartProps {
  probe: Probe;
  onBegin: () => void;
  onCancel: () => void;
}

/** The button that tries the address, and what came of it. */
export function ProbePart({ probe, onBegin, onCancel }: ProbePartProps) {
  const words = useWords().grid;
  const isUnderWay = probe.kind === "underWay";
  return (
    <div className={styles["probe"]}>
      <Button onClick={isUnderWay ? onCancel : onBegin}>
        {isUnderWay ? words.cancelTest : words.test}
      </Button>
      <div role="status" className={styles["answer"]} data-probe={probe.kind}>
        {isUnderWay && <Progress />}
        {probe.kind === "found" && <Found probe={probe} />}
        {probe.kind === "failed" && <Failed probe={probe} />}
      </div>
    </div>
  );
}

function Progress() {
  const words = useWords().grid;
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((n) => Math.min(n + 1, LONGEST_SECONDS)), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <p>
        {words.testing} <small>{words.testingAbout}</small>
      </p>
      <progress aria-label={words.testing} max={LONGEST_SECONDS} value={seconds} />
    </>
  );
}

const CODECS: Record<string, string> = { h264: "H.264", h265: "H.265", hevc: "H.265" };

function Found({ probe }: { probe: Extract<Probe, { kind: "found" }> }) {
  const { grid: words, common } = useWords();
  const { codec, width, height, fps } = probe.video;
  const name = CODECS[codec.toLowerCase()] ?? codec.toUpperCase();
  const rate = fps === null ? words.fpsUnknown : new Intl.NumberFormat(common.language).format(fps);
  return (
    <>
      <p className={styles["good"]}>
        <CircleCheck size={18} aria-hidden /> {words.found}
      </p>
      <dl>
        <dt>{words.codec}</dt>
        <dd>{name}</dd>
        <dt>{words.size}</dt>
        <dd>
          {width} × {height}
        </dd>
        <dt>{words.fps}</dt>
        <dd>{rate}</dd>
        <dt>{words.sound}</dt>
        <dd>{probe.audio ? probe.audio.toUpperCase() : words.noSound}</dd>
      </dl>
      {name === "H.265" && (
        <p className={styles["warn"]}>
          <TriangleAlert size={18} aria-hidden /> {words.hevcWarning}
        </p>
      )}
    </>
  );
}

function Failed({ probe }: { probe: Extract<Probe, { kind: "failed" }> }) {
  const words = useWords().grid;
  const [what, remedy] = failureIn(words, probe.code);
  return (
    <>
      <p className={styles["bad"]}>
        <TriangleAlert size={18} aria-hidden /> {what}
      </p>
      <p>{remedy}</p>
      {probe.message && (
        <details>
          <summary>{words.technical}</summary>
          <small>{probe.message}</small>
        </details>
      )}
    </>
  );
}

function failureIn(words: Words["grid"], code: string): readonly [string, string] {
  return words.probeErrors[code] ?? words.probeErrors["other"] ?? [words.probeFailed, ""];
}
