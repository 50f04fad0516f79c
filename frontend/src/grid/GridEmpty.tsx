import { Building2, Plus, SearchX, Video } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

import { useMe } from "../session/session";
import { Button } from "../ui/Button";
import { useWords } from "../words";
import { showAll } from "./gridView";
import styles from "./GridPage.module.css";

interface EmptyProps {
  icon: LucideIcon;
  title: string;
  about: string;
  children?: ReactNode;
}

function Empty({ icon: Icon, title, about, children }: EmptyProps) {
  return (
    <div className={styles["empty"]}>
      <Icon size={40} aria-hidden />
      <h2>{title}</h2>
      <p>{about}</p>
      {children}
    </div>
  );
}

export function NoMatch() {
  const words = useWords().grid;
  return (
    <Empty icon={SearchX} title={words.noMatchTitle} about={words.noMatch}>
      <Button onClick={showAll}>{words.showAll}</Button>
    </Empty>
  );
}

/** `onAdd` is null for whoever may not. */
export function NoCamera({ onAdd }: { onAdd: (() => void) | null }) {
  const words = useWords().grid;
  const about = onAdd ? words.emptyOwner : words.emptyOther;
  return (
    <Empty icon={Video} title={words.emptyTitle} about={about}>
      {onAdd && (
        <Button look="primary" icon={Plus} onClick={onAdd}>
          {words.add}
        </Button>
      )}
    </Empty>
  );
}

export function NoCity() {
  const { grid: words, common } = useWords();
  const me = useMe();
  const adminUrl = me?.is_superuser ? me.admin_url : null;
  return (
    <Empty
      icon={Building2}
      title={words.noCityTitle}
      about={adminUrl ? words.noCityAdmin : words.noCity}
    >
      {adminUrl && <a href={adminUrl}>{common.administration}</a>}
    </Empty>
  );
}
