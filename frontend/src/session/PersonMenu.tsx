import { CircleUser, LogOut, Monitor, Moon, Settings, Sun } from "lucide-react";

import { theme, type Theme } from "../app/theme";
import { useStore } from "../app/useStore";
import { Button, IconButton } from "../ui/Button";
import { Popover } from "../ui/Popover";
import { say } from "../ui/toasts";
import { useWords } from "../words";
import { LanguageChoice } from "./LanguageChoice";
import { signOut, useMe } from "./session";
import styles from "./TopBar.module.css";

const THEMES = [
  ["dark", Moon],
  ["light", Sun],
  ["system", Monitor],
] as const;

export function PersonMenu() {
  const { session: words, common } = useWords();
  const me = useMe();
  if (!me) return null;
  const label = words.menu(me.username);
  const leave = async () => {
    if (!(await signOut())) say(words.signOutFailed, { tone: "bad" });
  };
  return (
    <Popover
      label={label}
      button={(invoker) => <IconButton icon={CircleUser} label={label} {...invoker} />}
    >
      {() => (
        <div className={styles["menu"]}>
          <p className={styles["person"]}>{me.username}</p>
          <MenuPart label={words.language}>
            <LanguageChoice />
          </MenuPart>
          <MenuPart label={words.theme}>
            <ThemeChoice />
          </MenuPart>
          {me.admin_url && (
            <a href={me.admin_url} className={styles["menuLink"]}>
              <Settings size={18} aria-hidden /> {common.administration}
            </a>
          )}
          <Button icon={LogOut} onClick={() => void leave()}>
            {words.signOut}
          </Button>
        </div>
      )}
    </Popover>
  );
}

function MenuPart({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className={styles["part"]}>
      <span aria-hidden>{label}</span>
      {children}
    </div>
  );
}

function ThemeChoice() {
  const words = useWords().session;
  const chosen: Theme = useStore(theme);
  return (
    <div role="group" aria-label={words.theme} className={styles["themes"]}>
      {THEMES.map(([each, icon]) => (
        <Button
          key={each}
          look="quiet"
          icon={icon}
          aria-pressed={each === chosen}
          onClick={() => theme.set(each)}
        >
          {words[each]}
        </Button>
      ))}
    </div>
  );
}
