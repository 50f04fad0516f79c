import { Film, Video } from "lucide-react";
import type { MouseEvent } from "react";

import { AlertsButton } from "../alerts/AlertsButton";
import { useAddress } from "../app/useAddress";
import { useWords } from "../words";
import { CitySwitch } from "./CitySwitch";
import { ConnectionNotice } from "./ConnectionNotice";
import { PageLink } from "./PageLink";
import { PersonMenu } from "./PersonMenu";
import { ProductMark } from "./ProductMark";
import { useMe } from "./session";
import styles from "./TopBar.module.css";

export function TopBar() {
  const { session: words, common } = useWords();
  const address = useAddress();
  const adminUrl = useMe()?.admin_url;
  return (
    <header className={styles["bar"]}>
      <a href="#main" className={styles["skip"]} onClick={skip}>
        {words.skip}
      </a>
      <span className={styles["mark"]}>
        <ProductMark />
        <strong>{words.product}</strong>
      </span>
      <CitySwitch />
      <nav aria-label={words.places} className={styles["places"]}>
        <PageLink to={{ page: "grid" }} isHere={address.page === "grid"}>
          <Video size={18} aria-hidden /> <span>{common.cameras}</span>
        </PageLink>
        <PageLink to={{ page: "clips" }} isHere={address.page === "clips"}>
          <Film size={18} aria-hidden /> <span>{common.clips}</span>
        </PageLink>
        {adminUrl && (
          <a href={adminUrl} className={`${styles["link"]} ${styles["admin"]}`}>
            {common.administration}
          </a>
        )}
      </nav>
      <AlertsButton />
      <PersonMenu />
      <ConnectionNotice />
    </header>
  );
}

/** The address stays: it says what is shown. */
function skip(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}
