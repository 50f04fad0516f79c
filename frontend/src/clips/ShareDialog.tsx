import { Link2, Link2Off } from "lucide-react";
import { useState, type SyntheticEvent } from "react";

import type { Clip } from "../api/types";
import { Button } from "../ui/Button";
import { Choices } from "../ui/Choices";
import { Field } from "../ui/Field";
import { useWords } from "../words";
import { Copyable } from "./Copyable";
import { whenWords } from "./edgeTime";
import { Overlay } from "./Overlay";
import styles from "./ShareDialog.module.css";
import { useShare, type Share } from "./useShare";

interface ShareDialogProps {
  clip: Clip;
  zone: string;
  onClose: () => void;
}

/** The link by which others see the clip: made, copied, ended. */
export function ShareDialog({ clip, zone, onClose }: ShareDialogProps) {
  const words = useWords().clips;
  const { share, url, problem, isBusy, isKnown, make, revoke } = useShare(clip.id);
  return (
    <Overlay title={words.shareTitle(clip.name)} onClose={onClose}>
      <div className={styles["share"]}>
        <p className={styles["hint"]}>{words.shareHint}</p>
        {share && <InForce share={share} zone={zone} isBusy={isBusy} onRevoke={revoke} />}
        {url && (
          <div className={styles["link"]}>
            <Copyable text={url} label={words.link} copyLabel={words.copyLink} isMain />
            <small>{words.linkOnce}</small>
          </div>
        )}
        {isKnown && !url && <MakeLink isAgain={share !== null} isBusy={isBusy} onMake={make} />}
        <p role="alert" className={styles["problem"]}>
          {problem}
        </p>
      </div>
    </Overlay>
  );
}

interface InForceProps {
  share: Share;
  zone: string;
  isBusy: boolean;
  onRevoke: () => void;
}

function InForce({ share, zone, isBusy, onRevoke }: InForceProps) {
  const { clips: words, common } = useWords();
  const untilMs = Date.parse(share.expires_at);
  const until = whenWords(untilMs, zone, common.language, untilMs);
  return (
    <div className={styles["force"]}>
      <div>
        <strong>{words.sharedUntil(until)}</strong>
        <p className={styles["hint"]}>
          {words.openings(share.openings)}
          {share.has_password && ` · ${words.withPassword}`}
        </p>
      </div>
      <Button look="danger" icon={Link2Off} disabled={isBusy} onClick={onRevoke}>
        {words.revoke}
      </Button>
    </div>
  );
}

interface MakeLinkProps {
  /** There is one already, which the new one ends. */
  isAgain: boolean;
  isBusy: boolean;
  onMake: (hours: number, password: string) => void;
}

function MakeLink({ isAgain, isBusy, onMake }: MakeLinkProps) {
  const words = useWords().clips;
  const [hours, setHours] = useState(24);
  const [password, setPassword] = useState("");
  const choices = [
    { value: 24, name: words.hours24 },
    { value: 72, name: words.hours72 },
    { value: 168, name: words.days7 },
  ];
  function submit(event: SyntheticEvent) {
    event.preventDefault();
    onMake(hours, password);
  }
  return (
    <form className={styles["form"]} onSubmit={submit} noValidate>
      <Choices label={words.goodFor} value={hours} options={choices} onChoose={setHours} />
      <Field
        label={words.password}
        hint={words.passwordHint}
        type="password"
        autoComplete="new-password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      {isAgain && <p className={styles["hint"]}>{words.replaceHint}</p>}
      <Button type="submit" look="primary" icon={Link2} disabled={isBusy}>
        {isAgain ? words.replaceLink : words.makeLink}
      </Button>
    </form>
  );
}
