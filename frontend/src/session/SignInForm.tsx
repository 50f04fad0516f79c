import { Eye, EyeOff, TriangleAlert } from "lucide-react";
import { useRef, useState, type SubmitEvent } from "react";

import { Button, IconButton } from "../ui/Button";
import { Field } from "../ui/Field";
import { useWords, type Words } from "../words";
import { minutesToWait } from "./lockout";
import { signIn, type Refusal } from "./session";
import styles from "./SignIn.module.css";

interface SignInFormProps {
  onSignedIn: () => void;
  /** Who was signed in, where that is known. */
  username?: string;
}

export function SignInForm({ onSignedIn, username: known = "" }: SignInFormProps) {
  const words = useWords().session;
  const [username, setUsername] = useState(known);
  const [password, setPassword] = useState("");
  const [isShown, setShown] = useState(false);
  const [isTried, setTried] = useState(false);
  const [isUnderWay, setUnderWay] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const passwordField = useRef<HTMLInputElement>(null);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (!username || !password || isUnderWay) return;
    setUnderWay(true);
    setRefusal(null);
    const refused = await signIn(username, password);
    setUnderWay(false);
    if (refused) {
      setRefusal(refused);
      passwordField.current?.select();
    } else onSignedIn();
  };
  const missing = (value: string) => (isTried && !value ? words.fillIn : undefined);

  return (
    <form className={styles["form"]} onSubmit={(event) => void submit(event)} noValidate>
      <Field
        label={words.username}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        autoFocus={!known}
        value={username}
        problem={missing(username)}
        onChange={(event) => setUsername(event.target.value)}
      />
      <div className={styles["secret"]}>
        <Field
          ref={passwordField}
          label={words.password}
          name="password"
          type={isShown ? "text" : "password"}
          autoComplete="current-password"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus={!!known}
          value={password}
          problem={missing(password)}
          onChange={(event) => setPassword(event.target.value)}
        />
        <IconButton
          icon={isShown ? EyeOff : Eye}
          label={isShown ? words.hidePassword : words.showPassword}
          onClick={() => setShown(!isShown)}
        />
      </div>
      <div role="alert" className={styles["refusal"]}>
        {refusal && (
          <p>
            <TriangleAlert size={18} aria-hidden /> {refusalIn(words, refusal)}
          </p>
        )}
      </div>
      <Button type="submit" look="primary" aria-disabled={isUnderWay || undefined}>
        {isUnderWay ? words.signingIn : words.signIn}
      </Button>
    </form>
  );
}

function refusalIn(words: Words["session"], refusal: Refusal): string {
  if (refusal.status === 0) return words.network;
  if (refusal.status === 401) return words.wrong;
  if (refusal.status === 429) return words.lockedOut(minutesToWait(refusal.retryAfter));
  return refusal.status < 500 && refusal.detail ? refusal.detail : words.failed;
}
