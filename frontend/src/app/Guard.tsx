import { Component, type ReactNode } from "react";

import { Button } from "../ui/Button";
import { currentWords } from "../words";
import styles from "./Notice.module.css";

/** What is shown when a part of the client fails: never an empty page. */
export class Guard extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    const words = currentWords().common;
    return (
      <main className={styles["notice"]} role="alert">
        <p>{words.unexpected}</p>
        <Button look="primary" onClick={() => location.reload()}>
          {words.reload}
        </Button>
      </main>
    );
  }
}
