import type { MouseEvent, ReactNode } from "react";

import { pathOf, type Address } from "../app/address";
import { goTo } from "../app/useAddress";
import styles from "./TopBar.module.css";

interface PageLinkProps {
  to: Address;
  isHere: boolean;
  children: ReactNode;
}

/** A link as any other (it can be opened in a new window), but the page is not loaded anew. */
export function PageLink({ to, isHere, children }: PageLinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!isHere) goTo(to);
  };
  return (
    <a
      href={pathOf(to)}
      className={styles["link"]}
      aria-current={isHere ? "page" : undefined}
      onClick={follow}
    >
      {children}
    </a>
  );
}
