import { useEffect, useRef } from "react";

import { isBarred, isSignedOut } from "../api/client";
import { parseAddress } from "../app/address";
import { replaceBy, useAddress } from "../app/useAddress";
import { useStore } from "../app/useStore";
import { useWords } from "../words";
import { LanguageChoice } from "./LanguageChoice";
import { isServers, urlOf } from "./next";
import { ProductMark } from "./ProductMark";
import { lookAgain, useMe } from "./session";
import styles from "./SignIn.module.css";
import { SignInForm } from "./SignInForm";

/** `isOver`: over what is shown, which stays as it is; the session has ended meanwhile. */
export function SignIn({ isOver = false }: { isOver?: boolean }) {
  return isOver ? <Over /> : <Page />;
}

function Page() {
  const words = useWords().session;
  const address = useAddress();
  const isKnown = useMe() !== undefined;
  const signedOut = useStore(isSignedOut);
  const next = address.page === "sign-in" ? address.next : location.pathname + location.search;
  useEffect(() => {
    if (address.page !== "sign-in") replaceBy({ page: "sign-in", next });
    else if (isKnown && !signedOut) lead(next);
  }, [address.page, next, isKnown, signedOut]);
  return (
    <main className={styles["page"]}>
      <div className={styles["card"]}>
        <div className={styles["head"]}>
          <ProductMark size={40} />
          <div>
            <h1>{words.product}</h1>
            <p>{words.tagline}</p>
          </div>
        </div>
        <SignInForm onSignedIn={() => lead(next)} />
      </div>
      <LanguageChoice />
    </main>
  );
}

function lead(next: string): void {
  const { pathname, search, hash, href } = urlOf(next, location.origin);
  if (isServers(pathname)) location.assign(href);
  else replaceBy(parseAddress(pathname, search, hash));
}

function Over() {
  const words = useWords().session;
  const dialog = useRef<HTMLDialogElement>(null);
  const username = useMe()?.username ?? "";
  const barred = useStore(isBarred);
  useEffect(() => {
    const before = document.activeElement;
    ask(dialog.current);
    void lookAgain();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={styles["over"]}
      aria-labelledby="sign-in-again"
      onCancel={(event) => event.preventDefault()}
      // Esc twice closes a dialog whatever it answers; there is nothing to go on to without a person.
      onClose={() => ask(dialog.current)}
    >
      <div className={styles["card"]}>
        <div className={styles["head"]}>
          <ProductMark size={32} />
          <h1 id="sign-in-again">{words.again}</h1>
        </div>
        <p className={styles["about"]}>{barred ? words.barred : words.ended}</p>
        <SignInForm username={username} onSignedIn={() => undefined} />
      </div>
    </dialog>
  );
}

/** Who it was is filled in already: the password is what is asked for. */
function ask(dialog: HTMLDialogElement | null): void {
  dialog?.showModal();
  dialog?.querySelector<HTMLInputElement>("input[name=password]")?.focus();
}
