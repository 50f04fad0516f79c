import { WifiOff } from "lucide-react";

import { useStore } from "../app/useStore";
import { Notice } from "../ui/Notice";
import { useWords } from "../words";
import { connection } from "./connection";
import styles from "./TopBar.module.css";

export function ConnectionNotice() {
  const { common, session } = useWords();
  const told = { online: "", offline: session.offline, unanswered: common.offline };
  return (
    <Notice icon={WifiOff} className={styles["connection"]}>
      {told[useStore(connection)]}
    </Notice>
  );
}
