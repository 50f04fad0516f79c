import { CircleQuestionMark, Settings } from "lucide-react";

import type { Store } from "../app/store";
import { theme, type Theme } from "../app/theme";
import { useStore } from "../app/useStore";
import { Button, IconButton } from "../ui/Button";
import { Popover } from "../ui/Popover";
import { language, useWords, type Language } from "../words";
import styles from "./Menu.module.css";
import { keysPreference, useRoom } from "./room";

export function SettingsMenu() {
  const { run } = useRoom();
  const words = useWords().watch;
  const keys = [
    { value: "on", label: words.keysOn },
    { value: "off", label: words.keysOff },
  ] as const;
  const languages: { value: Language; label: string }[] = [
    { value: "pt-BR", label: "Português" },
    { value: "en", label: "English" },
  ];
  const themes: { value: Theme; label: string }[] = [
    { value: "dark", label: words.themes.dark },
    { value: "light", label: words.themes.light },
    { value: "system", label: words.themes.system },
  ];
  return (
    <Popover
      label={words.settings}
      button={(invoker) => <IconButton {...invoker} icon={Settings} label={words.settings} />}
    >
      {() => (
        <>
          <Choice title={words.keys} store={keysPreference} choices={keys} />
          <Choice title={words.language} store={language} choices={languages} />
          <Choice title={words.theme} store={theme} choices={themes} />
          <Button look="quiet" icon={CircleQuestionMark} onClick={() => run("help")}>
            {words.commands.help}
          </Button>
        </>
      )}
    </Popover>
  );
}

interface ChoiceProps<T extends string> {
  title: string;
  store: Store<T>;
  choices: readonly { value: T; label: string }[];
}

function Choice<T extends string>({ title, store, choices }: ChoiceProps<T>) {
  const chosen = useStore(store);
  return (
    <div role="group" aria-label={title} className={styles["row"]}>
      <p aria-hidden>{title}</p>
      <div className={styles["choices"]}>
        {choices.map(({ value, label }) => (
          <Button
            key={value}
            look="quiet"
            aria-pressed={value === chosen}
            onClick={() => store.set(value)}
          >
            {label}
          </Button>
        ))}
      </div>
    </div>
  );
}
